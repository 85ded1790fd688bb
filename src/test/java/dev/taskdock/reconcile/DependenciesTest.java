package dev.taskdock.reconcile;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Dependency;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each condition in each state of the dependency.
final class DependenciesTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "START,    absent,     Waits",
    "START,    created,    Waits",
    "START,    running,    Holds",
    "START,    healthy,    Holds",
    "START,    exited 0,   Holds",
    "START,    exited 1,   Holds",
    "START,    never ran,  Never",
    "START,    given up,   Holds",
    "COMPLETE, absent,     Waits",
    "COMPLETE, created,    Waits",
    "COMPLETE, running,    Waits",
    "COMPLETE, exited 0,   Holds",
    "COMPLETE, exited 1,   Holds",
    "COMPLETE, never ran,  Never",
    "COMPLETE, given up,   Holds",
    "SUCCESS,  absent,     Waits",
    "SUCCESS,  running,    Waits",
    "SUCCESS,  exited 0,   Holds",
    "SUCCESS,  exited 1,   Never",
    "SUCCESS,  never ran,  Never",
    "SUCCESS,  given up,   Never",
    "HEALTHY,  absent,     Waits",
    "HEALTHY,  created,    Waits",
    "HEALTHY,  running,    Waits",
    "HEALTHY,  unhealthy,  Waits",
    "HEALTHY,  healthy,    Holds",
    "HEALTHY,  exited 0,   Never",
    "HEALTHY,  never ran,  Never",
  })
  void a_condition_holds_waits_or_can_never_hold(
      DependencyCondition condition, String state, String verdict) {
    var judged = judge(condition, state(state), Duration.ofDays(1), T0);

    assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "START,    29, Holds",
    "START,    31, Holds",
    "COMPLETE, 29, Waits",
    "COMPLETE, 30, Never",
    "SUCCESS,  30, Never",
    "HEALTHY,  29, Waits",
    "HEALTHY,  30, Never",
  })
  void the_start_timeout_of_a_running_dependency_runs_out(
      DependencyCondition condition, int seconds, String verdict) {
    var judged =
        judge(condition, state("running"), Duration.ofSeconds(30), T0.plusSeconds(seconds));

    assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"COMPLETE", "SUCCESS", "HEALTHY"})
  void whoever_waits_knows_until_when(DependencyCondition condition) {
    var judged = judge(condition, state("running"), Duration.ofSeconds(30), T0);

    assertThat(judged).isEqualTo(new Dependencies.Verdict.Waits(Optional.of(T0.plusSeconds(30))));
  }

  @ParameterizedTest
  @CsvSource({"absent", "created"})
  void the_time_of_a_dependency_that_does_not_run_does_not_run_either(String state) {
    var judged =
        judge(
            DependencyCondition.HEALTHY, state(state), Duration.ofSeconds(30), T0.plusSeconds(999));

    assertThat(judged).isEqualTo(new Dependencies.Verdict.Waits(Optional.empty()));
  }

  private static Dependencies.Verdict judge(
      DependencyCondition condition, ContainerState state, Duration startTimeout, Instant now) {
    var wanted =
        WantedTask.of(
            task(
                "web",
                container("app").dependsOn("db", condition),
                container("db").checked().startTimeout(startTimeout)));
    var known =
        new Task(
            taskId(1),
            new Sandbox.Absent(),
            Map.of(name("app"), new ContainerState.Absent(), name("db"), state),
            Map.of(),
            T0);
    return Dependencies.judge(
        wanted,
        known,
        wanted.definition().containerNamed(name("app")),
        new Dependency(name("db"), condition),
        now);
  }

  private static ContainerState state(String words) {
    return switch (words) {
      case "absent" -> new ContainerState.Absent();
      case "created" -> new ContainerState.Created("id");
      case "running" -> new ContainerState.Running("id", T0, Health.UNKNOWN);
      case "healthy" -> new ContainerState.Running("id", T0, Health.HEALTHY);
      case "unhealthy" -> new ContainerState.Running("id", T0, Health.UNHEALTHY);
      case "exited 0" -> stopped(Optional.of(T0), OptionalInt.of(0));
      case "exited 1" -> stopped(Optional.of(T0), OptionalInt.of(1));
      case "given up" -> stopped(Optional.empty(), OptionalInt.of(143));
      case "never ran" -> stopped(Optional.empty(), OptionalInt.empty());
      default -> throw new IllegalArgumentException(words);
    };
  }

  private static ContainerState stopped(Optional<Instant> startedAt, OptionalInt code) {
    return new ContainerState.Stopped(Optional.of("id"), startedAt, code, Optional.empty(), T0);
  }
}
