package dev.taskdock.app;

import dev.taskdock.control.Snapshot;
import dev.taskdock.control.Timeline;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.routing.HealthRecord;
import dev.taskdock.routing.HealthState;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Sample;
import dev.taskdock.state.Event;
import dev.taskdock.state.Registration;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The load balancers of a project: their sockets on loopback, the health checks of their targets,
/// and a route table that follows the tasks.
final class Balancers implements FrontDesk, AutoCloseable {
  private final Workload.Front front;
  private final Timeline timeline;
  private final Consumer<String> note;
  private final Clock clock = Clock.systemUTC();
  private final Gate gate;
  private final TrafficNotes traffic;
  private final Doors doors;
  private final LoadBalancerServer server;
  private final WrittenTargets written;
  private List<Weights.Share> shares = List.of();
  private final Map<Target, HealthCheck> checks = new HashMap<>();
  private List<Registration> registered = List.of();
  private volatile Set<TargetGroupName> served = Set.of();

  private Balancers(Workload.Front front, Gate gate, Timeline timeline, Consumer<String> note) {
    this.gate = gate;
    this.front = front;
    this.timeline = timeline;
    this.note = note;
    this.traffic = new TrafficNotes(note, this::troubled, this::idle, clock);
    this.written = WrittenTargets.of(front, note);
    this.doors = Doors.open(front, written.pools(), gate, traffic, traffic::say, note);
    this.server = doors.server();
    written.begin(clock, this::checked);
  }

  /// Opens the sockets, with no network around.
  static Balancers open(Workload.Front front, Timeline timeline, Consumer<String> note) {
    return open(front, Gate.OPEN, timeline, note);
  }

  /// Opens the sockets.
  static Balancers open(Workload.Front front, Gate gate, Timeline timeline, Consumer<String> note) {
    return new Balancers(front, gate, timeline, note);
  }

  /// Metrics show what is counted elsewhere too.
  void showing(Supplier<List<Sample>> others) {
    doors.showing(others);
  }

  /// See [SecureFronts#trusted].
  List<X509Certificate> trusted() throws IOException {
    return new SecureFronts(
            front.certificates(), StateFolder.authority(System.getenv()), clock.instant())
        .trusted();
  }

  /// Where its listeners are.
  List<Door> listeners() {
    return doors.listeners();
  }

  /// The groups of load balancers may have other rules now.
  void guardedAnew() {
    doors.guardedAnew();
  }

  /// Learns which targets there are now.
  synchronized void turned(Snapshot snapshot) {
    served =
        snapshot.observed().services().states().values().stream()
            .flatMap(state -> state.deployments().stream())
            .flatMap(deployment -> deployment.revision().groups())
            .collect(Collectors.toUnmodifiableSet());
    var weights = Weights.shares(snapshot.desired(), snapshot.observed());
    if (!weights.equals(shares)) {
      shares = weights;
      doors.share(Weights.applied(weights, front.balancers()));
      publish();
    }
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
            group,
            Stream.concat(
                    front.balancers().stream()
                        .filter(b -> b.groups().contains(group.name()))
                        .map(gate::mark),
                    front.networks().stream()
                        .filter(b -> b.groups().contains(group.name()))
                        .map(gate::mark))
                .findFirst()
                .orElse(0),
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

  /// A target that drains and has nothing under way need not wait any longer; one of a network load
  /// balancer waits all the same, as on AWS.
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
              .filter(r -> group(r.target().group()).filter(g -> g.flows().isEmpty()).isPresent())
              .map(Registration::target)
              .toList();
    }
    done.forEach(target ->
        timeline.post(
            new Event.TargetHealthChanged(target, new TargetHealth.Unused(), timeline.now())));
  }

  @Override
  public synchronized FrontStatus status() {
    return doors.status(
        Stream.concat(
                written.statuses(doors::outstanding).stream(),
                registered.stream().flatMap(r -> status(r).stream()))
            .toList());
  }

  private Optional<FrontStatus.Enrolled> status(Registration registration) {
    var id = id(registration);
    var group = registration.target().group();
    int outstanding = doors.outstanding(id);
    var check = Optional.ofNullable(checks.get(registration.target()));
    return isDraining(registration)
        ? Optional.of(
            HealthCheck.status(HealthRecord.DRAINING, group, id, Optional.empty(), outstanding))
        : check.map(c -> c.status(group, id, outstanding));
  }

  @Override
  public Optional<RouteExplanation> why(Inquiry inquiry) {
    return doors.why(inquiry);
  }

  private synchronized void checked() {
    publish();
  }

  /// Something went wrong with requests: an event of the services that they are for, where there
  /// are some.
  private void troubled(Troubles.Line line) {
    if (line.groups().stream().anyMatch(served::contains)) {
      timeline.post(new Event.RequestsFailed(line.groups(), line.text(), timeline.now()));
    } else {
      note.accept(line.text());
    }
  }

  /// How many requests targets of a group were asked since this was last called.
  long requests(TargetGroupName group) {
    return traffic.counted(group);
  }

  private void publish() {
    doors.use(front.groups().stream().map(this::pool).toList());
  }

  private Pool pool(TargetGroup group) {
    return Pool.of(
        group,
        Stream.concat(
                written.members(group),
                registered.stream()
                    .filter(r -> r.target().group().equals(group.name()))
                    .flatMap(this::member))
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
    written.close();
    doors.close();
    traffic.close();
  }
}
