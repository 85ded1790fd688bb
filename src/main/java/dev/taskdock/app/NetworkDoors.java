package dev.taskdock.app;

import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.FlowPool;
import dev.taskdock.routing.FlowTable;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Sample;
import dev.taskdock.stream.FlowDoor;
import dev.taskdock.stream.FlowServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The sockets of network load balancers, and what carries flows behind them.
///
/// Each has an address of its own, 127.128.0.0–127.191.255.255, that follows from its name and its
/// project's: it stays the same, as a static address does, and all ports of it are free. Where the
/// system has no such addresses, 127.0.0.1 stands in.
final class NetworkDoors implements AutoCloseable {
  private static final int LOOPS = 2;

  private final Workload.Front front;
  private final Gate gate;
  private final Consumer<String> note;
  private final FlowDesk traffic;
  private final FlowServer server;
  private final Clock clock = Clock.systemUTC();
  private final Map<ListenerId, InetSocketAddress> open = new HashMap<>();
  private final Map<Place, Member.Standing> standings = new HashMap<>();
  private final Map<Place, Instant> drainUntil = new HashMap<>();
  private volatile FlowTable table = FlowTable.EMPTY;
  private List<Pool> pools = List.of();

  /// One target in one group.
  private record Place(TargetGroupName group, TargetId id) {}

  private NetworkDoors(
      Workload.Front front,
      List<Pool> pools,
      Gate gate,
      Optional<TrafficLogs> logs,
      Consumer<String> words,
      Consumer<String> note) {
    this.front = front;
    this.gate = gate;
    this.note = note;
    this.traffic = new FlowDesk(logs, words);
    this.server =
        FlowServer.open(
            front.options().transport().flatMap(Transport::called).orElseGet(Transport::best),
            LOOPS,
            traffic);
    use(pools);
    for (var balancer : front.networks()) {
      balancer.listeners().forEach(listener -> open(balancer, listener));
      tellClientAddresses(balancer);
    }
  }

  /// Opens them; none where there are no network load balancers.
  ///
  /// @param pools the targets that are known already
  /// @param gate who may come in
  /// @param words takes what happens to flows, without waiting
  static Optional<NetworkDoors> open(
      Workload.Front front,
      List<Pool> pools,
      Gate gate,
      Optional<TrafficLogs> logs,
      Consumer<String> words,
      Consumer<String> note) {
    return front.networks().isEmpty()
        ? Optional.empty()
        : Optional.of(new NetworkDoors(front, pools, gate, logs, words, note));
  }

  /// From now on, these are the targets. Flows to one that has become unhealthy or has left are
  /// reset where its group has it so.
  synchronized void use(List<Pool> next) {
    pools = next;
    table = FlowTable.of(front.networks(), pools, zones());
    server.use(table);
    var now = new HashMap<Place, Member.Standing>();
    for (var pool : pools) {
      pool.group()
          .flows()
          .ifPresent(flows ->
              pool.members()
                  .forEach(m -> {
                    var place = new Place(pool.group().name(), m.id());
                    now.put(place, m.standing());
                    stands(place, m.standing(), flows);
                  }));
    }
    standings.forEach((place, _) -> {
      if (!now.containsKey(place)) {
        drainUntil.remove(place);
        if (flows(place.group()).filter(FlowAttributes::cutsDeregistered).isPresent()) {
          server.cut(place.group(), place.id());
        }
      }
    });
    standings.clear();
    standings.putAll(now);
  }

  private void stands(Place place, Member.Standing standing, FlowAttributes flows) {
    if (standing != Member.Standing.UNHEALTHY) {
      drainUntil.remove(place);
    } else if (standings.get(place) != Member.Standing.UNHEALTHY) {
      if (flows.cutsUnhealthy()) {
        server.cutEarlier(place.group(), place.id());
      } else if (!flows.unhealthyDraining().isZero()) {
        drainUntil.put(place, clock.instant().plus(scaled(flows.unhealthyDraining())));
      }
    }
  }

  private Map<TargetId, String> zones() {
    var zones = new HashMap<TargetId, String>();
    pools.stream()
        .filter(pool -> pool.group().flows().isPresent())
        .flatMap(pool -> pool.members().stream())
        .forEach(m -> gate.zone(m.id().host()).ifPresent(zone -> zones.put(m.id(), zone)));
    zones.putAll(front.zones());
    return zones;
  }

  private Optional<FlowAttributes> flows(TargetGroupName group) {
    return front.groups().stream()
        .filter(g -> g.name().equals(group))
        .findFirst()
        .flatMap(TargetGroup::flows);
  }

  private Duration scaled(Duration declared) {
    return declared.dividedBy(front.options().timeScale());
  }

  /// How many flows a target has.
  int flows(TargetId target) {
    return server.flows(target);
  }

  /// Whether a target is unhealthy, and has not been so for longer than its flows may go on.
  synchronized boolean isUnhealthyDraining(String group, String target) {
    return drainUntil.entrySet().stream()
        .anyMatch(e ->
            e.getKey().group().value().equals(group)
                && e.getKey().id().toString().equals(target)
                && clock.instant().isBefore(e.getValue()));
  }

  /// Where each listener is that could be opened.
  Stream<Door> listeners() {
    return front.networks().stream()
        .flatMap(b ->
            b.listeners().stream()
                .flatMap(l ->
                    at(b, l)
                        .map(at -> new Door(b.name().value(), l.port(), URI.create(url(l, at))))
                        .stream()));
  }

  /// How its listeners do.
  Stream<FrontStatus.Door> doors() {
    return front.networks().stream()
        .flatMap(b ->
            b.listeners().stream()
                .map(l ->
                    new FrontStatus.Door(
                        b.name().value(),
                        l.port(),
                        at(b, l).map(at -> url(l, at)),
                        List.of(
                            new FrontStatus.Rule(
                                "default",
                                List.of(l.protocol().name()),
                                List.of(RuleWords.words(l.forward())))))));
  }

  /// Where the flows of the listener at `port` go; empty where none is there.
  Optional<RouteExplanation> why(int port) {
    return front.networks().stream()
        .flatMap(b -> b.listeners().stream().map(l -> why(b, l, port)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<RouteExplanation> why(
      NetworkLoadBalancer balancer, FlowListener listener, int port) {
    boolean meant =
        listener.port() == port
            || at(balancer, listener).filter(at -> at.getPort() == port).isPresent();
    return meant
        ? Optional.of(
            new RouteExplanation(
                balancer.name().value(),
                listener.port(),
                List.of(),
                "default",
                RuleWords.words(listener.forward()),
                listener.forward().groups().stream()
                    .map(Forward.Weighted::group)
                    .map(this::words)
                    .toList()))
        : Optional.empty();
  }

  private String words(TargetGroupName group) {
    var members = table.pool(group).map(FlowPool::members).orElse(List.of());
    long staying = members.stream().filter(m -> m.standing() != Member.Standing.DRAINING).count();
    long healthy = members.stream().filter(m -> m.standing() == Member.Standing.HEALTHY).count();
    return staying == 0
        ? group + ": connections are reset, since nobody is registered"
        : "%s: %d of %d targets healthy%s"
            .formatted(
                group,
                healthy,
                members.size(),
                healthy == 0 ? "; all are used, since none is" : "");
  }

  /// What was counted.
  List<Sample> samples() {
    var samples = new ArrayList<>(traffic.meters().samples());
    for (var balancer : front.networks()) {
      for (var group : balancer.groups()) {
        table
            .pool(group)
            .ifPresent(pool ->
                samples.addAll(
                    FlowMeters.hosts(
                        balancer.name(),
                        group,
                        count(pool, Member.Standing.HEALTHY),
                        count(pool, Member.Standing.UNHEALTHY))));
      }
    }
    return samples;
  }

  private static long count(FlowPool pool, Member.Standing standing) {
    return pool.members().stream().filter(m -> m.standing() == standing).count();
  }

  private Optional<InetSocketAddress> at(NetworkLoadBalancer balancer, FlowListener listener) {
    return Optional.ofNullable(open.get(new ListenerId(balancer.name(), listener.port())));
  }

  private void open(NetworkLoadBalancer balancer, FlowListener listener) {
    int port = listener.port();
    var protocol = listener.protocol() == FlowProtocol.UDP ? Protocol.UDP : Protocol.TCP;
    var closed = gate.closed(balancer, protocol, port);
    if (closed.isPresent()) {
      note.accept(
          "%s: nobody can reach port %d from here: %s"
              .formatted(balancer.name(), port, closed.get()));
      return;
    }
    var own = address(front.options().project(), balancer);
    Optional<TlsFront> tls;
    try {
      tls =
          listener.tls().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new SecureFronts(
                          front.certificates(),
                          StateFolder.authority(System.getenv()),
                          clock.instant())
                      .of(balancer, listener, own));
    } catch (IOException e) {
      note.accept(
          "%s: nothing listens on port %d: %s".formatted(balancer.name(), port, e.getMessage()));
      return;
    }
    int wanted = front.options().ports().getOrDefault(port, port);
    var loopback = InetAddress.getLoopbackAddress().getHostAddress();
    var failures = new ArrayList<String>();
    for (var at : List.of(at(own, wanted), at(own, 0), at(loopback, wanted), at(loopback, 0))) {
      try {
        bound(balancer, listener, server.listen(door(balancer, listener, at, tls)), failures);
        return;
      } catch (IOException e) {
        failures.add(
            "%s:%d cannot be bound here%s"
                .formatted(at.getHostString(), at.getPort(), Doors.inBrackets(e)));
      }
    }
    note.accept(balancer.name() + ": no socket for port " + port + ": " + failures.getFirst());
  }

  private FlowDoor door(
      NetworkLoadBalancer balancer,
      FlowListener listener,
      InetSocketAddress at,
      Optional<TlsFront> tls) {
    return new FlowDoor(
        new ListenerId(balancer.name(), listener.port()),
        listener.protocol(),
        at,
        scaled(listener.idleTimeout()),
        scaled(FlowListener.UDP_TIMEOUT),
        gate.mark(balancer),
        tls);
  }

  private void bound(
      NetworkLoadBalancer balancer,
      FlowListener listener,
      InetSocketAddress at,
      List<String> failures) {
    open.put(new ListenerId(balancer.name(), listener.port()), at);
    failures.stream()
        .findFirst()
        .ifPresent(why ->
            note.accept(
                "%s: %s; %s:%d stands in for it"
                    .formatted(balancer.name(), why, at.getHostString(), at.getPort())));
    var stands = at.getPort() == listener.port() ? "" : "  (port " + listener.port() + ")";
    note.accept("%s  %s%s".formatted(balancer.name(), url(listener, at), stands));
  }

  private static String url(FlowListener listener, InetSocketAddress at) {
    return listener.protocol().scheme()
        + "://"
        + at.getAddress().getHostAddress()
        + ":"
        + at.getPort();
  }

  /// One line where a target would see its client's address on AWS.
  private void tellClientAddresses(NetworkLoadBalancer balancer) {
    var groups =
        front.groups().stream()
            .filter(g -> balancer.groups().contains(g.name()))
            .filter(g -> g.flows().filter(FlowAttributes::preservesClientIp).isPresent())
            .map(g -> g.name().value())
            .collect(Collectors.joining(", "));
    if (!groups.isEmpty()) {
      note.accept(
          ("%s: targets of %s see the load balancer's address, not the client's as on AWS"
                  + " (preserve_client_ip.enabled): clients here are on loopback")
              .formatted(balancer.name(), groups));
    }
  }

  /// The address of a load balancer's own.
  static String address(String project, NetworkLoadBalancer balancer) {
    int hash = (project + "/" + balancer.name()).hashCode() * 0x9E3779B1;
    return "127.%d.%d.%d"
        .formatted(128 + (hash >>> 26), (hash >>> 16) & 0xff, 1 + (hash >>> 4 & 0xff) % 254);
  }

  private static InetSocketAddress at(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address is no name", e);
    }
  }

  /// See [FlowServer#drain].
  boolean drain(Duration patience) throws InterruptedException {
    return server.drain(patience);
  }

  @Override
  public void close() {
    server.close();
  }
}
