package dev.taskdock.smoke;

import dev.taskdock.app.Door;
import dev.taskdock.app.FoundTask;
import dev.taskdock.app.Run;
import dev.taskdock.app.Taskdock;
import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.probe.Aim;
import dev.taskdock.probe.HttpAsk;
import dev.taskdock.probe.Observation;
import dev.taskdock.probe.Spans;
import dev.taskdock.probe.Trial;
import dev.taskdock.smoke.Stage.Part;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Tries things of a run that is up, and says what came.
final class Prober implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2000;
  private static final Duration TO_LISTEN = Duration.ofSeconds(10);
  private static final long PAUSE = 50_000_000L;

  private final Taskdock taskdock;
  private final Run run;
  private final Stage stage;
  private final String project;
  private final HttpEdge http;

  /// @param project by whose name its tasks are found
  Prober(Taskdock taskdock, Run run, Stage stage, String project) {
    this.taskdock = taskdock;
    this.run = run;
    this.http = HttpEdge.open(run::trusted);
    this.stage = stage;
    this.project = project;
  }

  /// Tries one thing.
  ///
  /// @throws InterruptedException when the calling thread is interrupted
  Observation observe(Trial trial) throws InterruptedException {
    try {
      return switch (trial) {
        case Trial.Start _, Trial.Stops _ ->
            throw new IllegalArgumentException("not a probe: " + trial.title());
        case Trial.Runs runs -> runs(runs);
        case Trial.Targets targets -> targets(targets.service());
        case Trial.Http asked -> asked(asked);
        case Trial.Secured secured -> secured(secured);
        case Trial.Handshake handshake -> shakesHands(handshake);
        case Trial.Tcp tcp -> connects(tcp);
        case Trial.Rejects rejects -> rejects(rejects);
        case Trial.Exec exec -> executed(exec);
        case Trial.Log log -> logged(log);
        case Trial.Dns dns -> lookedUp(dns);
        case Trial.Metadata metadata -> metadata(metadata);
        case Trial.Exits exits -> exits(exits);
        case Trial.Replaced replaced -> replaced(replaced);
        case Trial.Rolls rolls -> rolls(rolls);
      };
    } catch (EngineException e) {
      return new Observation.Missed(
          stage.failures().isEmpty()
              ? "the engine says: " + e.failure().message()
              : "its task has stopped meanwhile",
          false);
    } catch (Absent e) {
      return new Observation.Missed(String.valueOf(e.getMessage()), false);
    } catch (Elsewhere e) {
      return new Observation.Untried(String.valueOf(e.getMessage()));
    }
  }

  /// What a probe needs is not there.
  private static final class Absent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Absent(String what) {
      super(what);
    }
  }

  /// What a probe needs belongs to another way of running.
  private static final class Elsewhere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Elsewhere(String what) {
      super(what);
    }
  }

  private Observation runs(Trial.Runs trial) throws InterruptedException {
    var parts = parts(trial.container());
    if (parts.isEmpty()) {
      return ended(trial.container());
    }
    var before = restarts(parts);
    boolean ended =
        stage.await(
            () -> parts.stream().anyMatch(p -> stage.ending(p).isPresent()) || isAnother(before),
            System.nanoTime() + trial.period().toNanos());
    if (!ended) {
      return new Observation.Came("it does, after " + Spans.text(trial.period()));
    }
    return parts.stream()
        .flatMap(p -> stage.ending(p).stream())
        .findFirst()
        .<Observation>map(e -> new Observation.Missed(words(e), false))
        .orElse(new Observation.Missed("it was started again (restartPolicy)", false));
  }

  /// Of a container that runs nowhere: a task that ended by itself with success has done its work.
  private Observation ended(ContainerName container) {
    var endings =
        stage.lines().keySet().stream()
            .filter(p -> p.container().equals(container))
            .flatMap(p -> stage.ending(p).stream())
            .toList();
    boolean fine = !endings.isEmpty() && endings.stream().allMatch(e -> e.code().orElse(-1) == 0);
    return fine
        ? new Observation.Came("it has done its work: exit code 0")
        : new Observation.Missed(
            endings.stream().map(Prober::words).findFirst().orElse("it runs nowhere"), false);
  }

  private static String words(Stage.Ending ending) {
    return (ending.code().isPresent() ? "it ended with " + ending.code().getAsInt() : "it is gone")
        + ending.reason().map(r -> " (" + r + ")").orElse("");
  }

  private Map<Part, Integer> restarts(Set<Part> parts) {
    var observed = snapshot().observed();
    return parts.stream()
        .collect(
            Collectors.toMap(p -> p, p -> observed.task(p.task()).restarts(p.container()).count()));
  }

  private boolean isAnother(Map<Part, Integer> before) {
    var tasks = snapshot().observed().tasks();
    return before.entrySet().stream()
        .anyMatch(e -> {
          var task = Optional.ofNullable(tasks.get(e.getKey().task()));
          return task.filter(t -> t.restarts(e.getKey().container()).count() != e.getValue())
              .isPresent();
        });
  }

  private Observation targets(ServiceName service) {
    var targets = Outcomes.targets(snapshot(), service).toList();
    var bad =
        targets.stream()
            .filter(r -> !(r.health() instanceof dev.taskdock.state.TargetHealth.Healthy))
            .map(Outcomes::target)
            .toList();
    return bad.isEmpty()
        ? new Observation.Came(targets.size() + " healthy")
        : new Observation.Missed(String.join("; ", bad), false);
  }

  /// Where there is a bound on its time, the quickest of three counts: the first pays for the
  /// warming up of both sides.
  private Observation asked(Trial.Http trial) throws InterruptedException {
    var base = base(trial.aim(), trial.ask());
    var pointers = trial.reply().pointers();
    Try once =
        () ->
            trial.aim() instanceof Aim.Container
                ? http.askTarget(base, trial.ask(), pointers)
                : http.ask(base, trial.ask(), pointers);
    var seen = again(once, TO_LISTEN);
    for (int more = 0; more < 2 && isLate(seen, trial.reply().within()); more++) {
      seen = once.make();
    }
    return seen;
  }

  private Observation secured(Trial.Secured trial) throws InterruptedException {
    var guarded = guarded(trial.aim());
    if (guarded.isPresent()) {
      return guarded.get();
    }
    var base = base(trial.aim(), trial.ask());
    return again(() -> http.ask(base, trial.ask(), List.of()), TO_LISTEN);
  }

  private Observation shakesHands(Trial.Handshake trial) throws InterruptedException {
    var guarded = guarded(trial.aim());
    if (guarded.isPresent()) {
      return guarded.get();
    }
    var at = address(trial.aim());
    var edge = new TlsEdge(run::trusted);
    return again(() -> edge.connect(at, trial.name()), TO_LISTEN);
  }

  /// A listener that a security group keeps everybody here out of is not tried.
  private Optional<Observation> guarded(Aim.Balancer aim) {
    return aim.name()
        .flatMap(name -> closed(name, aim.port().orElse(0)))
        .filter(note -> note.contains(" nobody can reach port "))
        .map(Observation.Untried::new);
  }

  /// Where a request goes, and by which protocol.
  private URI base(Aim aim, HttpAsk ask) {
    var address = address(aim);
    var scheme =
        ask.protocol()
            .map(p -> p.name().toLowerCase(Locale.ROOT))
            .orElseGet(() ->
                switch (address.getScheme()) {
                  case "https", "tls" -> "https";
                  case "http", "tcp" -> "http";
                  case null, default -> throw new Absent(address + " takes no requests");
                });
    return URI.create(scheme + "://" + address.getAuthority());
  }

  private static boolean isLate(Observation seen, Optional<Duration> within) {
    return seen instanceof Observation.Replied reply
        && within.filter(w -> reply.took().compareTo(w) > 0).isPresent();
  }

  private Observation connects(Trial.Tcp trial) throws InterruptedException {
    return switch (trial.aim()) {
      case Aim.Balancer _ -> {
        var base = address(trial.aim());
        yield again(() -> connect(base.getHost(), base.getPort()), trial.within());
      }
      case Aim.Container(var container, var port) ->
          again(() -> answers(task(container, port), port), trial.within());
    };
  }

  private Observation rejects(Trial.Rejects trial) {
    if (trial.from().isPresent()) {
      var from = task(trial.from().get());
      var host = trial.host().orElseGet(() -> address(trial.of().map(this::task).orElse(from)));
      return connectFrom(found(from), host, trial.port());
    }
    if (trial.host().isPresent()) {
      return connect(trial.host().get(), trial.port());
    }
    return reach(trial.of().map(this::task).orElseGet(this::anyTask), trial.port());
  }

  /// No event tells when a process begins to listen, so a port that refuses is asked again.
  private static Observation again(Try attempt, Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    var seen = attempt.make();
    while (HttpEdge.isRefused(seen) && System.nanoTime() < until) {
      LockSupport.parkNanos(PAUSE);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      seen = attempt.make();
    }
    return seen;
  }

  @FunctionalInterface
  private interface Try {
    Observation make() throws InterruptedException;
  }

  /// Connects to a port of a task at its own address, as a load balancer or a peer does: not from
  /// the task itself, where loopback would answer too, and not to a published port, which takes
  /// connections before anybody listens.
  private Observation reach(TaskId task, int port) {
    return taskdock.reachesTasks()
        ? connect(address(task), port)
        : connectFrom(found(task), address(task), port);
  }

  /// Whether somebody listens at a port of a task's address. Where a security group keeps this
  /// machine out, that is asked from the namespace itself, at the same address.
  private Observation answers(TaskId task, int port) {
    var seen = reach(task, port);
    return seen instanceof Observation.Unanswered && !HttpEdge.isRefused(seen)
        ? connectFrom(found(task), address(task), port)
        : seen;
  }

  private static Observation connect(String host, int port) {
    var at = host + ":" + port;
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return new Observation.Connected(at);
    } catch (ConnectException e) {
      boolean refused = String.valueOf(e.getMessage()).contains("refused");
      return new Observation.Unanswered(
          at, refused ? HttpEdge.REFUSED : String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException _) {
      return new Observation.Unanswered(at, "no answer");
    } catch (IOException e) {
      return new Observation.Unanswered(at, String.valueOf(e.getMessage()));
    }
  }

  private Observation connectFrom(FoundTask from, String host, int port) {
    var at = host + ":" + port;
    var script = "exec 3<>\"/dev/tcp/$0/$1\"";
    var ran =
        exec(
            List.of("timeout", "2", "bash", "-c", script, host, "" + port),
            spec -> taskdock.execInNamespace(from, spec));
    return ran.exitCode() == 0
        ? new Observation.Connected(at)
        : new Observation.Unanswered(
            at, ran.output().contains("refused") ? HttpEdge.REFUSED : "no answer");
  }

  private Observation executed(Trial.Exec trial) {
    var task = found(task(trial.container()));
    return exec(trial.command(), spec -> taskdock.exec(task, trial.container(), spec));
  }

  private static Observation.Ran exec(
      List<String> command, java.util.function.ToIntFunction<ExecSpec> engine) {
    var output = new ByteArrayOutputStream();
    int code =
        engine.applyAsInt(
            new ExecSpec(command, false, Optional.empty(), Optional.empty(), output, output));
    return new Observation.Ran(code, output.toString(StandardCharsets.UTF_8));
  }

  private Observation logged(Trial.Log trial) throws InterruptedException {
    boolean seen =
        stage.await(() -> line(trial).isPresent(), System.nanoTime() + trial.within().toNanos());
    return seen
        ? new Observation.Came(line(trial).map(l -> "\"" + l + "\"").orElse("it is there"))
        : new Observation.Missed("there is none", true);
  }

  private Optional<String> line(Trial.Log trial) {
    return stage.lines().entrySet().stream()
        .filter(e -> trial.container().map(c -> c.equals(e.getKey().container())).orElse(true))
        .flatMap(e -> e.getValue().stream())
        .filter(trial.line()::areIn)
        .findFirst();
  }

  /// Asks in the container itself; an image without `getent` has the same answer in the holder,
  /// whose resolver its containers share.
  private Observation lookedUp(Trial.Dns trial) {
    var task = found(task(trial.container()));
    var command = List.of("getent", "ahosts", trial.name());
    var ran = exec(command, spec -> taskdock.exec(task, trial.container(), spec));
    boolean without = ran.exitCode() == 126 || ran.exitCode() == 127;
    var answer = without ? exec(command, spec -> taskdock.execInNamespace(task, spec)) : ran;
    return new Observation.Resolved(
        answer.exitCode() == 0
            ? answer.output().lines().map(l -> l.split("\\s+", 2)[0]).distinct().toList()
            : List.of());
  }

  private Observation metadata(Trial.Metadata trial) {
    try {
      var document =
          taskdock.metadata(found(task(trial.container())), trial.container(), trial.path());
      return new Observation.Document(JsonPointers.at(document, trial.json().keySet()));
    } catch (IOException e) {
      return new Observation.Missed(String.valueOf(e.getMessage()), false);
    }
  }

  private Observation exits(Trial.Exits trial) throws InterruptedException {
    Supplier<Optional<Stage.Ending>> ending =
        () ->
            everyTask().stream()
                .flatMap(t -> stage.ending(new Part(t, trial.container())).stream())
                .findFirst();
    stage.await(() -> ending.get().isPresent(), System.nanoTime() + trial.within().toNanos());
    return ending
        .get()
        .map(e -> new Observation.Exited(e.code(), e.reason()))
        .orElse(new Observation.Exited(OptionalInt.empty(), Optional.empty()));
  }

  private Observation replaced(Trial.Replaced trial) throws InterruptedException {
    var service = service(trial.service());
    var victim =
        Outcomes.runningTasks(snapshot()).entrySet().stream()
            .filter(e ->
                e.getValue().startedBy().filter(by -> by.service().equals(service)).isPresent())
            .findFirst()
            .orElseThrow(() -> new Absent("no task of " + service + " runs"));
    var containers = victim.getValue().definition().containers();
    var container =
        trial
            .container()
            .orElseGet(() ->
                containers.stream()
                    .filter(c -> c.essential())
                    .findFirst()
                    .orElse(containers.getFirst())
                    .name());
    var known = snapshot().desired().tasks().keySet();
    int restarts = snapshot().observed().task(victim.getKey()).restarts(container).count();
    stage.pardon(victim.getKey());
    long since = System.nanoTime();
    taskdock.kill(found(victim.getKey()), container);
    boolean fine =
        stage.await(
            () ->
                isRestarted(victim.getKey(), container, restarts)
                    || isReplaced(victim.getKey(), known),
            since + trial.within().toNanos());
    var took = Spans.text(Duration.ofNanos(System.nanoTime() - since));
    if (!fine) {
      return new Observation.Missed(
          "not replaced: " + String.join("; ", Outcomes.lacking(snapshot())), true);
    }
    return new Observation.Came(
        isRestarted(victim.getKey(), container, restarts)
            ? "%s was started again in its task after %s (restartPolicy)".formatted(container, took)
            : "another task is healthy after " + took);
  }

  private boolean isRestarted(TaskId task, ContainerName container, int before) {
    var snapshot = snapshot();
    return Optional.ofNullable(snapshot.observed().tasks().get(task))
        .filter(t -> t.restarts(container).count() > before && Outcomes.isSteady(snapshot))
        .isPresent();
  }

  private boolean isReplaced(TaskId victim, Set<TaskId> known) {
    var snapshot = snapshot();
    var running = Outcomes.runningTasks(snapshot).keySet();
    return !running.contains(victim)
        && running.stream().anyMatch(id -> !known.contains(id))
        && Outcomes.isSteady(snapshot);
  }

  private Observation rolls(Trial.Rolls trial) throws InterruptedException {
    var service = service(trial.service());
    var ask = HttpAsk.get(trial.path());
    var base = base(trial.aim(), ask);
    var before = primary(service);
    try (var load = Load.begin(http, base, ask)) {
      long since = System.nanoTime();
      run.request(new ServiceRequest.Deploy(service, Optional.empty()));
      boolean completed =
          stage.await(() -> isCompleted(service, before), since + trial.within().toNanos());
      var took = Duration.ofNanos(System.nanoTime() - since);
      load.end();
      return new Observation.Rolled(
          completed ? Optional.of(took) : Optional.empty(),
          load.requests(),
          load.failed(),
          load.faults());
    }
  }

  private Optional<DeploymentId> primary(ServiceName service) {
    return snapshot().observed().services().state(service).map(s -> s.primary().id());
  }

  private boolean isCompleted(ServiceName service, Optional<DeploymentId> before) {
    var snapshot = snapshot();
    return snapshot
        .observed()
        .services()
        .state(service)
        .filter(s -> !Optional.of(s.primary().id()).equals(before))
        .filter(s -> s.primary().rollout() instanceof RolloutState.Completed)
        .filter(_ -> Outcomes.isSteady(snapshot))
        .isPresent();
  }

  private URI address(Aim aim) {
    return switch (aim) {
      case Aim.Balancer(var name, var port) -> {
        var doors = run.doors();
        if (doors.isEmpty()) {
          throw new Elsewhere("no load balancer stands in front of a task that runs alone");
        }
        yield doors.stream()
            .filter(d -> name.map(d.balancer()::equals).orElse(true))
            .filter(d -> port.isEmpty() || port.getAsInt() == d.port())
            .map(Door::address)
            .findFirst()
            .orElseThrow(() ->
                new Absent(
                    name.flatMap(n -> closed(n, port.orElse(0)))
                        .orElseGet(() ->
                            "nothing listens there; there are "
                                + doors.stream()
                                    .map(d -> d.balancer() + ":" + d.port())
                                    .collect(Collectors.joining(", ")))));
      }
      case Aim.Container(var container, var port) -> {
        var task = task(container, port);
        yield taskdock.reachesTasks()
            ? URI.create("http://%s:%d".formatted(address(task), port))
            : published(task, port);
      }
    };
  }

  /// What the run said of a port that is not open.
  private Optional<String> closed(String balancer, int port) {
    var beginnings =
        List.of(
            "%s: nobody can reach port %d from here: ".formatted(balancer, port),
            "%s: nothing listens on port %d: ".formatted(balancer, port),
            "%s: no socket for port %d: ".formatted(balancer, port));
    return stage.notes().stream()
        .filter(note -> beginnings.stream().anyMatch(note::startsWith))
        .reduce((_, last) -> last);
  }

  private URI published(TaskId task, int port) {
    return ready(task).endpoints().stream()
        .filter(e -> e.port() == port)
        .map(Endpoint::toString)
        .map(at -> URI.create("http://" + at))
        .findFirst()
        .orElseThrow(
            () -> new Absent("port %d is not declared, so it is not published".formatted(port)));
  }

  private String address(TaskId task) {
    return ready(task).address();
  }

  private Sandbox.Ready ready(TaskId task) {
    return Optional.ofNullable(snapshot().observed().tasks().get(task))
                .map(t -> t.sandbox())
                .orElse(new Sandbox.Absent())
            instanceof Sandbox.Ready ready
        ? ready
        : absent("task " + task.abbreviated() + " has no network any more");
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // never returns
  private static <T> T absent(String what) {
    throw new Absent(what);
  }

  /// The first task that runs and has this container.
  private TaskId task(ContainerName container) {
    return Outcomes.runningTasks(snapshot()).entrySet().stream()
        .filter(e -> e.getValue().definition().container(container).isPresent())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new Absent("no task with " + container + " runs"));
  }

  /// One whose container declares the port, where there is one: containers of several services may
  /// have one name.
  private TaskId task(ContainerName container, int port) {
    return Outcomes.runningTasks(snapshot()).entrySet().stream()
        .filter(e ->
            e.getValue().definition().container(container).stream()
                .flatMap(c -> c.ports().stream())
                .anyMatch(mapping -> mapping.covers(port)))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> task(container));
  }

  private TaskId anyTask() {
    return Outcomes.runningTasks(snapshot()).keySet().stream()
        .findFirst()
        .orElseThrow(() -> new Absent("no task runs"));
  }

  private Set<Part> parts(ContainerName container) {
    return Outcomes.runningTasks(snapshot()).entrySet().stream()
        .filter(e -> e.getValue().definition().container(container).isPresent())
        .map(e -> new Part(e.getKey(), container))
        .collect(Collectors.toSet());
  }

  private List<TaskId> everyTask() {
    return new ArrayList<>(snapshot().desired().tasks().keySet());
  }

  private FoundTask found(TaskId task) {
    return taskdock.tasks(Optional.of(project)).stream()
        .filter(t -> t.task().id().equals(task))
        .findFirst()
        .orElseThrow(() -> new Absent("task " + task.abbreviated() + " is gone"));
  }

  private ServiceName service(Optional<ServiceName> named) {
    var services = snapshot().desired().services().keySet();
    if (services.isEmpty()) {
      throw new Elsewhere("a task that runs alone has no service");
    }
    return named.orElseGet(() -> services.iterator().next());
  }

  private Snapshot snapshot() {
    return stage.latest().orElseThrow(() -> new Absent("nothing runs"));
  }

  @Override
  public void close() {
    http.close();
  }
}
