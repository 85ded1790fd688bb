package dev.taskdock.app;

import dev.taskdock.certificates.LocalAuthority;
import dev.taskdock.model.Listener;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.proxy.Traffic;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.Explanation;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Metric;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.RouteTable;
import dev.taskdock.routing.Sample;
import dev.taskdock.signin.Porter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The sockets of load balancers, on loopback, and what carries requests behind them.
///
/// A listener is at its own port, or where `--lb-port` puts it; whichever cannot be bound gets
/// another one. Where it is, is said in a line.
final class Doors implements AutoCloseable {
  private static final int LOOPS = 2;

  private final Workload.Front front;
  private final Gate gate;
  private final Consumer<String> note;
  private final LoadBalancerServer server;
  private final Map<Integer, Integer> moved = new HashMap<>();
  private final Map<ListenerId, InetSocketAddress> open = new ConcurrentHashMap<>();
  private final TrafficDesk traffic;
  private final Optional<MetricsServer> metrics;
  private volatile Supplier<List<Sample>> counted = List::of;
  private final Optional<NetworkDoors> networks;
  private List<LoadBalancer> sharing;
  private final Optional<Porter> porter;
  private RouteTable rules;
  private volatile RouteTable table;

  private Doors(
      Workload.Front front,
      List<Pool> pools,
      Gate gate,
      Traffic next,
      Consumer<String> words,
      Consumer<String> note) {
    this.front = front;
    this.sharing = front.balancers();
    this.gate = gate;
    this.note = note;
    this.traffic = new TrafficDesk(front, next, note);
    this.porter = porter();
    this.server =
        LoadBalancerServer.open(
            front.options().transport().flatMap(Transport::called).orElseGet(Transport::best),
            LOOPS,
            Clock.systemUTC(),
            traffic,
            porter.map(p -> p));
    // Who connects first is to find the targets that are known.
    server.use(RouteTable.of(front.balancers(), front.options().ports()).withPools(pools));
    for (var balancer : front.balancers()) {
      balancer.listeners().forEach(listener -> open(balancer, listener));
    }
    this.rules = RouteTable.of(front.balancers(), moved);
    this.table = rules.withPools(pools);
    this.networks = NetworkDoors.open(front, pools, gate, traffic.logs(), words, note);
    this.metrics = metrics();
  }

  /// Opens them.
  ///
  /// @param pools the targets that are known already
  /// @param gate who may come in
  /// @param words takes what happens to flows, without waiting
  static Doors open(
      Workload.Front front,
      List<Pool> pools,
      Gate gate,
      Traffic traffic,
      Consumer<String> words,
      Consumer<String> note) {
    return new Doors(front, pools, gate, traffic, words, note);
  }

  /// How many requests or flows a target has.
  int outstanding(TargetId target) {
    return server.outstanding(target) + networks.map(n -> n.flows(target)).orElse(0);
  }

  /// Takes no further connections, and waits until what is under way has ended.
  ///
  /// @return whether it has, within `patience`
  /// @throws InterruptedException when the calling thread is interrupted
  boolean drain(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean done = server.drain(patience);
    return networks.isEmpty()
        ? done
        : networks.get().drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))) && done;
  }

  LoadBalancerServer server() {
    return server;
  }

  /// From now on, rules share requests out as these balancers' do; takes effect with the next
  /// targets.
  synchronized void share(List<LoadBalancer> balancers) {
    sharing = balancers;
    rules = RouteTable.of(balancers, moved);
  }

  /// From now on, these are the targets.
  synchronized void use(List<Pool> pools) {
    var next = rules.withPools(pools);
    table = next;
    server.use(next);
    networks.ifPresent(n -> n.use(pools));
  }

  /// Where each listener is that could be opened.
  List<Door> listeners() {
    return Stream.concat(
            front.balancers().stream()
                .flatMap(b ->
                    b.listeners().stream()
                        .flatMap(l ->
                            Optional.ofNullable(address(b, l)).stream()
                                .map(at ->
                                    new Door(b.name().value(), l.port(), URI.create(url(l, at)))))),
            networks.stream().flatMap(NetworkDoors::listeners))
        .toList();
  }

  private @Nullable InetSocketAddress address(LoadBalancer balancer, Listener listener) {
    return open.get(new ListenerId(balancer.name(), listener.port()));
  }

  /// How everything does.
  ///
  /// @param targets those that are known, with their health
  FrontStatus status(List<FrontStatus.Enrolled> targets) {
    return new FrontStatus(
        Stream.concat(
                front.balancers().stream()
                    .flatMap(b -> b.listeners().stream().map(l -> door(b, l))),
                networks.stream().flatMap(NetworkDoors::doors))
            .toList(),
        targets.stream().map(this::shown).toList(),
        samples().stream().map(Doors::figure).toList(),
        traffic.lost());
  }

  /// With the state that only network load balancers have.
  private FrontStatus.Enrolled shown(FrontStatus.Enrolled target) {
    boolean drains =
        target.state().equals("unhealthy")
            && networks
                .filter(n -> n.isUnhealthyDraining(target.group(), target.target()))
                .isPresent();
    return drains
        ? new FrontStatus.Enrolled(
            target.group(),
            target.target(),
            "unhealthy.draining",
            target.reason(),
            target.description(),
            target.answered(),
            target.outstanding())
        : target;
  }

  private FrontStatus.Door door(LoadBalancer balancer, Listener listener) {
    return new FrontStatus.Door(
        balancer.name().value(),
        listener.port(),
        Optional.ofNullable(address(balancer, listener)).map(at -> url(listener, at)),
        RuleWords.of(listener));
  }

  private static FrontStatus.Figure figure(Sample sample) {
    boolean average = sample.metric().kind() == Metric.Kind.SECONDS && sample.count() > 0;
    return new FrontStatus.Figure(
        sample.metric().name(),
        sample.dimensions(),
        average ? sample.value() / sample.count() : sample.value());
  }

  /// Which rule takes a request, and why the others do not.
  Optional<RouteExplanation> why(Inquiry inquiry) {
    return front.balancers().stream()
        .flatMap(b -> b.listeners().stream().map(l -> new ListenerId(b.name(), l.port())))
        .filter(id -> isAt(id, inquiry.port()))
        // Where one listener's own port is another's that stands in, the socket decides.
        .min(Comparator.comparingInt(id -> port(id) == inquiry.port() ? 0 : 1))
        .flatMap(id -> table.listener(id).map(routes -> explained(id, routes.explain(inquiry))))
        .or(() -> networks.flatMap(n -> n.why(inquiry.port())));
  }

  private boolean isAt(ListenerId id, int port) {
    return id.port() == port || port(id) == port;
  }

  private int port(ListenerId id) {
    return Optional.ofNullable(open.get(id)).map(InetSocketAddress::getPort).orElse(-1);
  }

  private RouteExplanation explained(ListenerId id, Explanation explanation) {
    var route = explanation.route();
    return new RouteExplanation(
        id.loadBalancer().value(),
        id.port(),
        explanation.refused().stream()
            .map(r -> new RouteExplanation.Refused(r.priority(), r.failures()))
            .toList(),
        route.priority() == Route.DEFAULT_RULE ? "default" : route.priority() + "",
        explanation.action(),
        behind(route) instanceof Route.Forward forward
            ? forward.shares().groups().stream().map(g -> words(g.group())).toList()
            : List.of());
  }

  /// Where a request goes that is let in.
  private static Route behind(Route route) {
    return switch (route) {
      case Route.Authenticate(_, _, var then) -> then;
      case Route.Validate(_, _, var then) -> then;
      case Route.Forward _,
          Route.RedirectTo _,
          Route.Answer _,
          Route.Failed _,
          Route.SignInPage _ ->
          route;
    };
  }

  private String words(TargetGroupName group) {
    var pool = table.pool(group);
    if (pool.isEmpty() || pool.get().size() == 0) {
      return group + ": 503, since " + pool.map(Pool::whyNone).orElse("it has no targets");
    }
    var members = pool.get().members();
    long healthy = members.stream().filter(m -> m.standing() == Member.Standing.HEALTHY).count();
    return "%s: %d of %d targets healthy%s"
        .formatted(
            group,
            healthy,
            members.size(),
            pool.get().failsOpen() ? "; all are used, since too few are" : "");
  }

  /// Metrics show what is counted elsewhere too.
  void showing(Supplier<List<Sample>> others) {
    counted = others;
  }

  private String metricsText() {
    var all = new ArrayList<>(samples());
    all.addAll(counted.get());
    return Sample.text(all);
  }

  private List<Sample> samples() {
    var samples = new ArrayList<>(traffic.meters().samples());
    for (var balancer : front.balancers()) {
      for (var group : RuleWords.groups(balancer)) {
        table.pool(group).ifPresent(pool -> samples.addAll(hosts(balancer, pool)));
      }
    }
    networks.ifPresent(n -> samples.addAll(n.samples()));
    return Meters.sorted(samples);
  }

  private static List<Sample> hosts(LoadBalancer balancer, Pool pool) {
    long healthy = count(pool, Member.Standing.HEALTHY);
    return Meters.hosts(
        balancer.name(), pool.group().name(), healthy, count(pool, Member.Standing.UNHEALTHY));
  }

  private static long count(Pool pool, Member.Standing standing) {
    return pool.members().stream().filter(m -> m.standing() == standing).count();
  }

  /// Who is asked about people and tokens; nobody where no rule wants to know.
  private Optional<Porter> porter() {
    if (front.balancers().stream().noneMatch(RuleWords::asksWhoIsThere)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Porter.open(
              StateFolder.signIn(System.getenv()),
              LocalAuthority.certificateFile(StateFolder.authority(System.getenv())),
              id -> Arns.arn(id.loadBalancer())));
    } catch (IOException e) {
      note.accept("nobody can sign in, rules that ask for it answer 500: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<MetricsServer> metrics() {
    var port = front.options().metricsPort();
    if (port.isEmpty()) {
      return Optional.empty();
    }
    try {
      var opened = MetricsServer.open(port.getAsInt(), this::metricsText);
      note.accept("metrics  http://127.0.0.1:%d/metrics".formatted(port.getAsInt()));
      return Optional.of(opened);
    } catch (IOException e) {
      note.accept("no metrics: port %d: %s".formatted(port.getAsInt(), e.getMessage()));
      return Optional.empty();
    }
  }

  /// Opens the listeners that may be reached by now, and closes those that may not be any more;
  /// connections that are there go on, as those of any security group.
  synchronized void guardedAnew() {
    for (var balancer : front.balancers()) {
      for (var listener : balancer.listeners()) {
        var id = new ListenerId(balancer.name(), listener.port());
        var at = open.get(id);
        var closed = gate.closed(balancer, listener.port());
        if (at == null && closed.isEmpty()) {
          open(balancer, listener);
        } else if (at != null && closed.isPresent()) {
          server.close(at);
          open.remove(id);
          note.accept(unreachable(balancer, listener.port(), closed.get()));
        }
      }
    }
    rules = RouteTable.of(sharing, moved);
  }

  private static String unreachable(LoadBalancer balancer, int port, String why) {
    return "%s: nobody can reach port %d from here: %s".formatted(balancer.name(), port, why);
  }

  private void open(LoadBalancer balancer, Listener listener) {
    Optional<TlsFront> tls;
    try {
      tls = listener.tls().isEmpty() ? Optional.empty() : Optional.of(secure(balancer, listener));
    } catch (IOException e) {
      note.accept(
          "%s: nothing listens on port %d: %s"
              .formatted(balancer.name(), listener.port(), e.getMessage()));
      return;
    }
    int port = listener.port();
    var closed = gate.closed(balancer, port);
    if (closed.isPresent()) {
      note.accept(unreachable(balancer, port, closed.get()));
      return;
    }
    int mark = gate.mark(balancer);
    int wanted = front.options().ports().getOrDefault(port, port);
    try {
      if (wanted != port) {
        moved.put(port, wanted);
      }
      bound(balancer, listener, listen(at(wanted), balancer, listener, mark, tls));
    } catch (IOException e) {
      try {
        var other = listen(at(0), balancer, listener, mark, tls);
        moved.put(port, other.getPort());
        note.accept(
            "%s: port %d cannot be bound here%s; %d stands in for it"
                .formatted(balancer.name(), wanted, inBrackets(e), other.getPort()));
        bound(balancer, listener, other);
      } catch (IOException again) {
        note.accept(balancer.name() + ": no socket for port " + port + ": " + again);
      }
    }
  }

  private InetSocketAddress listen(
      InetSocketAddress at,
      LoadBalancer balancer,
      Listener listener,
      int mark,
      Optional<TlsFront> tls)
      throws IOException {
    return tls.isEmpty()
        ? server.listen(at, balancer, listener, mark)
        : server.listen(at, balancer, listener, mark, tls.get());
  }

  private TlsFront secure(LoadBalancer balancer, Listener listener) throws IOException {
    var folder = StateFolder.authority(System.getenv());
    return new SecureFronts(front.certificates(), folder, Clock.systemUTC().instant())
        .of(balancer, listener);
  }

  private void bound(LoadBalancer balancer, Listener listener, InetSocketAddress at) {
    open.put(new ListenerId(balancer.name(), listener.port()), at);
    var stands = at.getPort() == listener.port() ? "" : "  (port " + listener.port() + ")";
    note.accept("%s  %s%s".formatted(balancer.name(), url(listener, at), stands));
  }

  private static String url(Listener listener, InetSocketAddress at) {
    boolean secure = listener.tls().isPresent();
    // The certificates that are made here are for names, and browsers look for one.
    var host = secure ? "localhost" : "127.0.0.1";
    int usual = secure ? 443 : 80;
    return listener.scheme() + "://" + host + (at.getPort() == usual ? "" : ":" + at.getPort());
  }

  /// Why a port cannot be bound, as ` (permission denied)`; empty where that is not known.
  static String inBrackets(IOException refused) {
    var cause = refused.getCause() == null ? refused : refused.getCause();
    var words = why(cause);
    return words.isEmpty() ? "" : " (" + words + ")";
  }

  private static String why(Throwable refused) {
    var words = String.valueOf(refused.getMessage());
    return words.contains("ermission denied")
        ? "permission denied"
        : words.contains("ddress already in use") ? "it is in use" : "";
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() {
    metrics.ifPresent(MetricsServer::close);
    networks.ifPresent(NetworkDoors::close);
    server.close();
    porter.ifPresent(Porter::close);
    traffic.close();
  }
}
