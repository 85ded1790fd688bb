package dev.taskdock.smoke;

import dev.taskdock.app.Preparation;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunListener;
import dev.taskdock.app.SiblingName;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.engine.EngineException;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskId;
import dev.taskdock.probe.Judge;
import dev.taskdock.probe.Observation;
import dev.taskdock.probe.Probe;
import dev.taskdock.probe.Spans;
import dev.taskdock.probe.Trial;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.smoke.Report.End;
import dev.taskdock.smoke.Report.Tail;
import dev.taskdock.smoke.Report.Tried;
import dev.taskdock.smoke.Stage.Part;
import dev.taskdock.state.TaskStop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// One smoke test: start, become steady, probe, take down.
public final class SmokeTest {
  /// As often ECS's circuit breaker looks on, at least.
  private static final int FAILURES_OF_A_SERVICE = 3;

  private static final int TAIL = 8;
  private static final Duration FOR_THE_REST = Duration.ofSeconds(30);

  private final Taskdock taskdock;
  private final Preparation preparation;
  private final Subject subject;
  private final Stage stage;
  private final Map<Probe, Tried> tried = new LinkedHashMap<>();
  private final Map<String, String> sources = new HashMap<>();
  private final long since = System.nanoTime();
  private volatile boolean interrupted;
  private volatile boolean over;
  private Optional<Run> running = Optional.empty();

  /// Has a look at what failed before it is taken down.
  @FunctionalInterface
  public interface Look {
    /// Returns when it may be taken down.
    void at(Report soFar) throws InterruptedException;
  }

  private SmokeTest(
      Taskdock taskdock, Preparation preparation, Subject subject, RunListener listener) {
    this.taskdock = taskdock;
    this.preparation = preparation;
    this.subject = subject;
    this.stage = new Stage(listener);
  }

  /// A test that has not begun.
  ///
  /// @param listener is told all that happens
  public static SmokeTest of(
      Taskdock taskdock, Preparation preparation, Subject subject, RunListener listener) {
    return new SmokeTest(taskdock, preparation, subject, listener);
  }

  /// Takes everything down as soon as can be; the second time by force.
  public void interrupt() {
    boolean again = interrupted;
    interrupted = true;
    synchronized (this) {
      running.ifPresent(again ? Run::kill : Run::stop);
    }
    stage.nudge();
  }

  /// Runs it.
  ///
  /// @param look where something failed, before it is taken down
  /// @throws InterruptedException when the calling thread is interrupted
  public Report run(Look look) throws InterruptedException {
    try (var run = taskdock.run(preparation, subject.request(), stage);
        var prober = new Prober(taskdock, run, stage, subject.request().project())) {
      synchronized (this) {
        running = Optional.of(run);
      }
      var outcome = new FutureTask<>(run::await);
      Thread.ofPlatform()
          .daemon()
          .name("run")
          .start(() -> {
            outcome.run();
            over = true;
            stage.nudge();
          });
      var start = start();
      var images = start.verdict().isBad() ? List.<TestedImage>of() : images();
      if (!start.verdict().isBad()) {
        probe(prober);
      }
      if (end(start, Optional.empty()) != End.PASSED && !interrupted && !over) {
        look.at(report(start, images, Optional.empty()));
      }
      var seen = report(start, images, Optional.empty());
      stop(run, outcome);
      return again(seen, start, images, valueOf(outcome));
    } finally {
      synchronized (this) {
        running = Optional.empty();
      }
    }
  }

  /// What failed is explained by how things were then, not by how they were taken down.
  private Report again(Report seen, Tried start, List<TestedImage> images, Run.Outcome outcome) {
    var last = report(start, images, outcome.observed().engineLost());
    boolean before = seen.end() != End.PASSED;
    return new Report(
        last.subject(),
        last.end(),
        last.tried(),
        before ? seen.holds() : last.holds(),
        before ? seen.tails() : last.tails(),
        seen.advice().isEmpty() ? last.advice() : seen.advice(),
        sources,
        images,
        last.took());
  }

  private Tried start() throws InterruptedException {
    var trial = new Trial.Start(subject.patience());
    long begun = System.nanoTime();
    stage.await(
        () -> isSteady() || over || interrupted || isHopeless(),
        begun + subject.patience().toNanos());
    var took = Duration.ofNanos(System.nanoTime() - begun);
    Observation seen;
    if (isSteady()) {
      seen = new Observation.Came("in " + Spans.text(took));
    } else if (hasDoneItsWork()) {
      seen = new Observation.Came("and ended by itself after " + Spans.text(took));
    } else if (over || isHopeless() || interrupted) {
      seen = new Observation.Missed(interrupted ? "interrupted" : reason(), false);
    } else {
      seen = new Observation.Missed(String.join("; ", lacking()), true);
    }
    return new Tried(
        Probe.of(trial, Optional.empty()), Judge.of(trial, seen), took);
  }

  private boolean isSteady() {
    return stage
        .latest()
        .filter(s -> !s.desired().tasks().isEmpty() || !s.desired().services().isEmpty())
        .filter(Outcomes::isSteady)
        .isPresent();
  }

  /// Whether there is no sense in waiting any longer.
  private boolean isHopeless() {
    var failures = stage.failures();
    return switch (subject.request().workload()) {
      case Workload.Tasks _ -> !failures.isEmpty();
      case Workload.Services _ ->
          failures.size() >= FAILURES_OF_A_SERVICE
              || (!failures.isEmpty() && !wrongWays(failures).isEmpty());
    };
  }

  /// Whether a task alone has ended as a batch task does: with 0, or as a probe says it should.
  private boolean hasDoneItsWork() {
    if (!(subject.request().workload() instanceof Workload.Tasks(var definition, _))
        || stage.failures().isEmpty()) {
      return false;
    }
    boolean asWritten =
        subject.probes().stream().anyMatch(p -> p.trial() instanceof Trial.Exits);
    var codes =
        stage.failures().keySet().stream()
            .flatMap(id ->
                definition.containers().stream()
                    .filter(c -> c.essential())
                    .flatMap(c -> stage.ending(new Part(id, c.name())).stream()))
            .toList();
    boolean started = codes.stream().anyMatch(c -> c.code().isPresent());
    boolean serves = definition.ports().findAny().isPresent();
    return started
        && (asWritten || (!serves && codes.stream().allMatch(c -> c.code().orElse(1) == 0)));
  }

  private void probe(Prober prober) throws InterruptedException {
    var beside = new LinkedHashMap<Probe, FutureTask<Tried>>();
    for (var probe : subject.probes()) {
      if (!probe.trial().disturbs()) {
        var task = new FutureTask<>(() -> tried(prober, probe));
        Thread.ofVirtual().name("probe " + probe.name()).start(task);
        beside.put(probe, task);
      }
    }
    for (var entry : beside.entrySet()) {
      tried.put(entry.getKey(), valueOf(entry.getValue()));
    }
    for (var probe : subject.probes()) {
      if (probe.trial().disturbs() && !(probe.trial() instanceof Trial.Stops) && !interrupted) {
        tried.put(probe, tried(prober, probe));
      }
    }
  }

  private static Tried tried(Prober prober, Probe probe) throws InterruptedException {
    long begun = System.nanoTime();
    var seen = prober.observe(probe.trial());
    return new Tried(
        probe, Judge.of(probe.trial(), seen), Duration.ofNanos(System.nanoTime() - begun));
  }

  private void stop(Run run, FutureTask<Run.Outcome> outcome) throws InterruptedException {
    long begun = System.nanoTime();
    run.stop();
    var longest =
        subject.request().workload().definitions().stream()
            .flatMap(d -> d.containers().stream())
            .map(c -> c.timeouts().stop())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    boolean ended =
        stage.await(() -> over, begun + longest.plus(FOR_THE_REST).toNanos());
    if (!ended) {
      run.kill();
    }
    valueOf(outcome);
    for (var probe : subject.probes()) {
      if (probe.trial() instanceof Trial.Stops) {
        var seen = new Observation.Stopped(stage.toldToStop());
        tried.put(
            probe,
            new Tried(
                probe,
                Judge.of(probe.trial(), seen),
                Duration.ofNanos(System.nanoTime() - begun)));
      }
    }
  }

  private Report report(Tried start, List<TestedImage> images, Optional<String> engineLost) {
    var all = new ArrayList<Tried>();
    all.add(start);
    subject.probes().stream()
        .flatMap(p -> Optional.ofNullable(tried.get(p)).stream())
        .forEach(all::add);
    var end = end(start, engineLost);
    boolean bad = end != End.PASSED;
    return new Report(
        subject.request().project(),
        end,
        all,
        bad ? holds(start) : List.of(),
        bad ? tails() : List.of(),
        bad ? advice() : List.of(),
        sources,
        images,
        Duration.ofNanos(System.nanoTime() - since));
  }

  private End end(Tried start, Optional<String> engineLost) {
    if (engineLost.isPresent()) {
      return End.ENGINE_LOST;
    }
    if (interrupted) {
      return End.INTERRUPTED;
    }
    return switch (start.verdict().outcome()) {
      case FAILED -> End.NOT_STARTED;
      case TIMED_OUT -> End.TIMED_OUT;
      case PASSED, SKIPPED ->
          tried.values().stream().anyMatch(t -> t.verdict().isBad()) ? End.FAILED : End.PASSED;
    };
  }

  private List<TestedImage> images() {
    var references = new LinkedHashSet<ImageReference>();
    subject.request().workload().definitions().stream()
        .flatMap(d -> d.containers().stream())
        .forEach(c -> references.add(c.image()));
    try {
      return references.stream()
          .flatMap(r ->
              taskdock.image(r).map(f -> new TestedImage(r.text(), f.id(), f.repoDigests())).stream())
          .toList();
    } catch (EngineException _) {
      return List.of();
    }
  }

  private String reason() {
    return stage.failures().entrySet().stream()
        .map(e -> stopped(e.getKey(), e.getValue()))
        .findFirst()
        .orElse("it ended");
  }

  private String stopped(TaskId id, TaskStop stop) {
    var who =
        stage
            .definition(id)
            .map(d ->
                String.join(
                    ", ",
                    d.containers().stream()
                        .flatMap(c ->
                            stage.ending(new Part(id, c.name())).stream()
                                .filter(e -> e.code().orElse(1) != 0)
                                .map(e ->
                                    c.name()
                                        + (e.code().isPresent()
                                            ? " ended with " + e.code().getAsInt()
                                            : " is gone")))
                        .toList()))
            .filter(s -> !s.isEmpty())
            .map(s -> " (" + s + ")")
            .orElse("");
    return "task %s stopped: %s: %s%s"
        .formatted(id.abbreviated(), stop.code().word(), stop.reason(), who);
  }

  private List<String> lacking() {
    return stage.latest().map(Outcomes::lacking).orElse(List.of("nothing is known"));
  }

  private List<String> holds(Tried start) {
    var holds = new LinkedHashSet<String>();
    // Where tasks have failed, others that are about to start in their place explain nothing.
    if (stage.failures().isEmpty()) {
      stage
          .latest()
          .ifPresent(s ->
              s.plan()
                  .holds()
                  .forEach(h -> holds.add(h.container() + " waits for " + h.waiting().words())));
      if (start.verdict().isBad()) {
        holds.addAll(lacking());
      }
    }
    stage.failures().forEach((id, stop) -> holds.add(stopped(id, stop)));
    stage
        .failedChecks()
        .forEach((part, said) ->
            holds.add("the health check of %s said: %s".formatted(part.container(), Judge.quoted(said))));
    stage.notes().stream()
        .filter(n -> n.contains(" could not listen: ") || n.contains(" is unhealthy"))
        .forEach(holds::add);
    return List.copyOf(holds);
  }

  /// Of each container the last lines, of the task that failed last where one did.
  private List<Tail> tails() {
    var lines = stage.lines();
    var failed = stage.failures().keySet().stream().reduce((_, last) -> last);
    var tails = new LinkedHashMap<ContainerName, Tail>();
    lines.forEach((part, printed) -> {
      boolean better = failed.isEmpty() || failed.get().equals(part.task());
      if (better || !tails.containsKey(part.container())) {
        tails.put(
            part.container(),
            new Tail(
                part.container().name(),
                printed.subList(Math.max(0, printed.size() - TAIL), printed.size())));
      }
    });
    return List.copyOf(tails.values());
  }

  private List<Diagnostic> advice() {
    var builds = new HashMap<String, ImageBuild>();
    subject.request().local().builds().forEach(b -> builds.put(b.image().canonical(), b));
    var advice = new LinkedHashSet<Diagnostic>();
    for (var name : allWrongWays()) {
      var build =
          subject.request().workload().definitions().stream()
              .flatMap(d -> d.container(name.looking()).stream())
              .flatMap(c -> Optional.ofNullable(builds.get(c.image().canonical())).stream())
              .findFirst();
      var found = WrongWay.explain(name, build, subject.folder());
      sources.putAll(found.sources());
      // Two tasks of one service say the same, and one of them is enough.
      if (advice.stream().noneMatch(a -> a.what().equals(found.diagnostic().what()))) {
        advice.add(found.diagnostic());
      }
    }
    return List.copyOf(advice);
  }

  private List<SiblingName> wrongWays(Map<TaskId, TaskStop> failures) {
    return allWrongWays().stream().filter(_ -> !failures.isEmpty()).toList();
  }

  private List<SiblingName> allWrongWays() {
    return stage.lines().entrySet().stream()
        .flatMap(e ->
            stage.definition(e.getKey().task()).stream()
                .flatMap(d -> SiblingName.in(d, e.getKey().container(), e.getValue()).stream()))
        .toList();
  }

  private static <T> T valueOf(FutureTask<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
