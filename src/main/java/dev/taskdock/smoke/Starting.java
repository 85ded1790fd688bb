package dev.taskdock.smoke;

import dev.taskdock.app.Workload;
import dev.taskdock.probe.Observation;
import dev.taskdock.probe.Spans;
import dev.taskdock.smoke.Stage.Part;
import dev.taskdock.state.ContainerState;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits until a run is as it should be, or will not be.
final class Starting {
  /// As often ECS's circuit breaker looks on, at least.
  private static final int FAILURES_OF_A_SERVICE = 3;

  private static final Duration SETTLING = Duration.ofSeconds(1);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Stage stage;
  private final Workload workload;
  private final Explanation explanation;

  Starting(Stage stage, Workload workload, Explanation explanation) {
    this.stage = stage;
    this.workload = workload;
    this.explanation = explanation;
  }

  /// Waits.
  ///
  /// @param mayEnd whether a task alone may end by itself, with whatever code
  /// @param over whether the run has ended
  Observation await(Duration patience, boolean mayEnd, BooleanSupplier over)
      throws InterruptedException {
    long begun = System.nanoTime();
    BooleanSupplier decided = () -> isSteady() || over.getAsBoolean() || isHopeless();
    boolean settled = false;
    while (!settled && stage.await(decided, begun + patience.toNanos())) {
      // A process that ends at once has run, for a moment.
      settled =
          !isSteady() || !stage.await(() -> !isSteady(), System.nanoTime() + SETTLING.toNanos());
    }
    if (!isSteady()) {
      stage.await(this::isHeardOut, System.nanoTime() + LAST_WORDS.toNanos());
    }
    var took = Spans.text(Duration.ofNanos(System.nanoTime() - begun));
    if (isSteady()) {
      return new Observation.Came("in " + took);
    }
    if (hasDoneItsWork(mayEnd)) {
      return new Observation.Came("and ended by itself after " + took);
    }
    return over.getAsBoolean() || isHopeless()
        ? new Observation.Missed(explanation.reason(), false)
        : new Observation.Missed(String.join("; ", explanation.lacking()), true);
  }

  /// Whether all that ended containers printed has arrived, and their ends with it: those come
  /// after the state that says so.
  private boolean isHeardOut() {
    return stage.latest().stream()
        .flatMap(s -> s.observed().tasks().values().stream())
        .filter(task -> stage.failures().containsKey(task.id()))
        .allMatch(task ->
            task.containers().entrySet().stream()
                .filter(e ->
                    e.getValue() instanceof ContainerState.Stopped stopped
                        && stopped.startedAt().isPresent())
                .allMatch(e -> stage.ending(new Part(task.id(), e.getKey())).isPresent()));
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
    return switch (workload) {
      case Workload.Tasks _ -> !failures.isEmpty();
      case Workload.Services _ ->
          failures.size() >= FAILURES_OF_A_SERVICE
              || (!failures.isEmpty() && explanation.isWrongWay());
    };
  }

  /// Whether a task alone has ended as a batch task does: with 0, or as a probe says it should.
  private boolean hasDoneItsWork(boolean mayEnd) {
    if (!(workload instanceof Workload.Tasks(var definition, _)) || stage.failures().isEmpty()) {
      return false;
    }
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
        && (mayEnd || (!serves && codes.stream().allMatch(c -> c.code().orElse(1) == 0)));
  }
}
