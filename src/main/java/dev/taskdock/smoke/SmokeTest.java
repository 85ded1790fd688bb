package dev.taskdock.smoke;

import dev.taskdock.app.Preparation;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunListener;
import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.EngineException;
import dev.taskdock.model.ImageReference;
import dev.taskdock.probe.Judge;
import dev.taskdock.probe.Observation;
import dev.taskdock.probe.Probe;
import dev.taskdock.probe.Trial;
import dev.taskdock.smoke.Report.End;
import dev.taskdock.smoke.Report.Tried;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// One smoke test: start, become steady, probe, take down.
public final class SmokeTest {
  private static final Duration FOR_THE_REST = Duration.ofSeconds(30);

  private final Taskdock taskdock;
  private final Preparation preparation;
  private final Subject subject;
  private final Stage stage;
  private final Map<Probe, Tried> tried = new LinkedHashMap<>();
  private final Explanation explanation;
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
    this.explanation = new Explanation(stage, subject.request(), subject.folder());
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
        explanation.sources(),
        images,
        last.took());
  }

  /// Whether a probe waits for the end of a container.
  private boolean mayEnd() {
    return subject.probes().stream().anyMatch(p -> p.trial() instanceof Trial.Exits);
  }

  private Tried start() throws InterruptedException {
    var trial = new Trial.Start(subject.patience());
    long begun = System.nanoTime();
    var seen =
        new Starting(stage, subject.request().workload(), explanation)
            .await(subject.patience(), mayEnd(), () -> over || interrupted);
    return new Tried(
        Probe.of(trial, Optional.empty()),
        Judge.of(trial, interrupted ? new Observation.Missed("interrupted", false) : seen),
        Duration.ofNanos(System.nanoTime() - begun));
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
    boolean ended = stage.await(() -> over, begun + longest.plus(FOR_THE_REST).toNanos());
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
                probe, Judge.of(probe.trial(), seen), Duration.ofNanos(System.nanoTime() - begun)));
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
        bad ? explanation.holds(start.verdict().isBad()) : List.of(),
        bad ? explanation.tails() : List.of(),
        bad ? explanation.advice() : List.of(),
        explanation.sources(),
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
              taskdock
                  .image(r)
                  .map(f -> new TestedImage(r.text(), f.id(), f.repoDigests()))
                  .stream())
          .toList();
    } catch (EngineException _) {
      return List.of();
    }
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
