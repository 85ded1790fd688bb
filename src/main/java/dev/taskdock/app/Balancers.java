package dev.taskdock.app;

import dev.taskdock.control.Snapshot;
import dev.taskdock.control.Timeline;
import dev.taskdock.model.Listener;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.proxy.Transport;
import dev.taskdock.routing.HealthRecord;
import dev.taskdock.routing.HealthState;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.RouteTable;
import dev.taskdock.state.Event;
import dev.taskdock.state.Registration;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The load balancers of a project: their sockets on loopback, the health checks of their targets,
/// and a route table that follows the tasks.
///
/// A listener whose port cannot be bound gets another one, and that is said.
final class Balancers implements AutoCloseable {
  private static final int LOOPS = 2;

  private final Workload.Front front;
  private final Timeline timeline;
  private final Consumer<String> note;
  private final Clock clock = Clock.systemUTC();
  private final TrafficNotes traffic;
  private final LoadBalancerServer server;
  private final Supplier<SecureFronts> fronts;
  private final RouteTable rules;
  private final Map<Target, HealthCheck> checks = new HashMap<>();
  private List<Registration> registered = List.of();

  private Balancers(Workload.Front front, Timeline timeline, Consumer<String> note) {
    this.front = front;
    this.timeline = timeline;
    this.note = note;
    this.traffic = new TrafficNotes(note, this::idle);
    this.fronts =
        () ->
            new SecureFronts(
                front.certificates(), StateFolder.authority(System.getenv()), clock.instant());
    this.server = LoadBalancerServer.open(Transport.best(), LOOPS, clock, traffic);
    var moved = new HashMap<Integer, Integer>();
    for (var balancer : front.balancers()) {
      balancer.listeners().forEach(listener -> listen(balancer, listener, moved));
    }
    this.rules = RouteTable.of(front.balancers(), moved);
    publish();
  }

  /// Opens the sockets.
  static Balancers open(Workload.Front front, Timeline timeline, Consumer<String> note) {
    return new Balancers(front, timeline, note);
  }

  private void listen(LoadBalancer balancer, Listener listener, Map<Integer, Integer> moved) {
    var loopback = InetAddress.getLoopbackAddress();
    try {
      bound(balancer, listener, listen(at(loopback, listener.port()), balancer, listener));
    } catch (IOException _) {
      try {
        var other = listen(at(loopback, 0), balancer, listener);
        moved.put(listener.port(), other.getPort());
        note.accept(
            "%s: port %d cannot be bound here; %d stands in for it"
                .formatted(balancer.name(), listener.port(), other.getPort()));
        bound(balancer, listener, other);
      } catch (IOException e) {
        note.accept(balancer.name() + ": no socket for port " + listener.port() + ": " + e);
      }
    }
  }

  private InetSocketAddress listen(InetSocketAddress at, LoadBalancer balancer, Listener listener)
      throws IOException {
    return listener.tls().isEmpty()
        ? server.listen(at, balancer, listener)
        : server.listen(at, balancer, listener, fronts.get().of(balancer, listener));
  }

  private void bound(LoadBalancer balancer, Listener listener, InetSocketAddress at) {
    int usual = listener.tls().isPresent() ? 443 : 80;
    var port = at.getPort() == usual ? "" : ":" + at.getPort();
    note.accept("%s  %s://127.0.0.1%s".formatted(balancer.name(), listener.scheme(), port));
  }

  private static InetSocketAddress at(InetAddress address, int port) {
    return new InetSocketAddress(address, port);
  }

  /// Learns which targets there are now.
  synchronized void turned(Snapshot snapshot) {
    var now = Registration.of(snapshot.observed()).toList();
    if (now.equals(registered)) {
      return;
    }
    var before = registered;
    registered = now;
    var targets = now.stream().map(Registration::target).collect(Collectors.toSet());
    now.forEach(r -> {
      if (!checks.containsKey(r.target())) {
        group(r.target().group()).ifPresent(group -> check(r, group));
      }
    });
    checks
        .entrySet()
        .removeIf(e -> {
          boolean gone = !targets.contains(e.getKey());
          if (gone) {
            e.getValue().end();
          }
          return gone;
        });
    traffic.leaving(
        now.stream().filter(Balancers::isDraining).map(Balancers::id).collect(Collectors.toSet()));
    publish();
    before.stream().filter(r -> !targets.contains(r.target())).forEach(r -> server.cut(id(r)));
    now.stream()
        .filter(Balancers::isDraining)
        .filter(r -> !before.contains(r))
        .forEach(r -> idle(id(r)));
  }

  private void check(Registration registration, TargetGroup group) {
    var target = registration.target();
    checks.put(
        target,
        HealthCheck.begin(
            id(registration),
            group.healthCheck(),
            clock,
            () -> isAnotherHealthy(target),
            record -> learnt(target, id(registration), record)));
  }

  private synchronized boolean isAnotherHealthy(Target target) {
    return checks.entrySet().stream()
        .filter(e -> e.getKey().group().equals(target.group()) && !e.getKey().equals(target))
        .anyMatch(e -> e.getValue().record().state() == HealthState.HEALTHY);
  }

  /// A target's health has changed.
  private void learnt(Target target, TargetId id, HealthRecord record) {
    synchronized (this) {
      boolean stays =
          registered.stream().anyMatch(r -> r.target().equals(target) && !isDraining(r));
      if (!stays) {
        return;
      }
      publish();
    }
    var reason =
        record.reason().map(r -> ": %s (%s)".formatted(record.description(), r.code())).orElse("");
    note.accept(
        "target %s of %s is %s%s".formatted(id, target.group(), record.state().word(), reason));
    health(record)
        .ifPresent(
            health -> timeline.post(new Event.TargetHealthChanged(target, health, timeline.now())));
  }

  private static Optional<TargetHealth> health(HealthRecord record) {
    return switch (record.state()) {
      case HEALTHY -> Optional.of(new TargetHealth.Healthy());
      case UNHEALTHY ->
          Optional.of(
              new TargetHealth.Unhealthy(
                  record.reason().map(r -> r.code()).orElse(""), record.description()));
      case INITIAL, DRAINING, UNUSED -> Optional.empty();
    };
  }

  /// A target that drains and has nothing under way need not wait any longer.
  ///
  /// Source: Elastic Load Balancing, "Deregistration delay".
  private void idle(TargetId id) {
    if (server.outstanding(id) > 0) {
      return;
    }
    List<Target> done;
    synchronized (this) {
      done =
          registered.stream()
              .filter(r -> isDraining(r) && id(r).equals(id))
              .map(Registration::target)
              .toList();
    }
    done.forEach(target ->
        timeline.post(
            new Event.TargetHealthChanged(target, new TargetHealth.Unused(), timeline.now())));
  }

  private void publish() {
    server.use(rules.withPools(front.groups().stream().map(this::pool).toList()));
  }

  private Pool pool(TargetGroup group) {
    return Pool.of(
        group,
        registered.stream()
            .filter(r -> r.target().group().equals(group.name()))
            .flatMap(this::member)
            .toList());
  }

  private Stream<Member> member(Registration registration) {
    var record =
        isDraining(registration)
            ? Optional.of(HealthRecord.DRAINING)
            : Optional.ofNullable(checks.get(registration.target())).map(HealthCheck::record);
    return record.flatMap(r -> r.member(id(registration))).stream();
  }

  private Optional<TargetGroup> group(TargetGroupName name) {
    return front.groups().stream().filter(g -> g.name().equals(name)).findFirst();
  }

  private static boolean isDraining(Registration registration) {
    return registration.health() instanceof TargetHealth.Draining;
  }

  private static TargetId id(Registration registration) {
    return new TargetId(registration.address(), registration.target().port());
  }

  @Override
  public void close() {
    synchronized (this) {
      checks.values().forEach(HealthCheck::end);
      checks.clear();
    }
    server.close();
    traffic.close();
  }
}
