package dev.taskdock.state;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// The first thing that makes a task stop is the reason.
final class TaskStopTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final WantedTask WANTED =
      WantedTask.of(task("web", container("app"), container("side").nonEssential()));

  @Test
  void a_task_that_runs_has_none() {
    var known = fresh().with(name("app"), running());

    assertThat(TaskStop.of(WANTED, known)).isEmpty();
  }

  @Test
  void the_end_of_a_non_essential_container_is_none() {
    var known = fresh().with(name("app"), running()).with(name("side"), ended(1, 1));

    assertThat(TaskStop.of(WANTED, known)).isEmpty();
  }

  @Test
  void the_end_of_an_essential_container_is_one_with_any_code() {
    var known = fresh().with(name("app"), ended(3, 0));

    assertThat(TaskStop.of(WANTED, known))
        .hasValue(
            new TaskStop(
                StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited", at(3)));
  }

  @Test
  void a_user_who_came_first_is_the_reason() {
    var known = fresh().with(name("app"), ended(3, 143));

    var stop = TaskStop.of(WANTED.stopping(StopRequest.byUser(at(1))), known);

    assertThat(stop).hasValue(new TaskStop(StopCode.USER_INITIATED, "Task stopped by user", at(1)));
  }

  @Test
  void a_user_who_came_late_is_not() {
    var known = fresh().with(name("app"), ended(3, 143));

    var stop = TaskStop.of(WANTED.stopping(StopRequest.byUser(at(5))), known);

    assertThat(stop).map(TaskStop::code).hasValue(StopCode.ESSENTIAL_CONTAINER_EXITED);
  }

  @Test
  void a_container_that_never_ran_gives_its_own_reason() {
    var known =
        fresh()
            .with(
                name("app"),
                new ContainerState.Stopped(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.of("CannotPullContainerError: no"),
                    at(1)));

    assertThat(TaskStop.of(WANTED, known))
        .hasValue(
            new TaskStop(StopCode.TASK_FAILED_TO_START, "CannotPullContainerError: no", at(1)));
  }

  @Test
  void what_was_never_due_is_no_reason_and_no_exit() {
    var known = fresh().with(name("app"), new ContainerState.Created("id")).over(at(1));

    assertThat(known.container(name("app")).isStopped()).isTrue();
    assertThat(TaskStop.of(WANTED, known)).isEmpty();
    assertThat(known.firstEssentialExit(WANTED)).isEmpty();
  }

  @Test
  void a_lost_namespace_is_infrastructure_once_something_ran() {
    var lost = new Sandbox.Failed(Optional.of("h"), "ContainerNetworkingError: lost", at(2));

    var before = TaskStop.of(WANTED, fresh().with(lost));
    var after = TaskStop.of(WANTED, fresh().with(name("app"), running()).with(lost));

    assertThat(before).map(TaskStop::code).hasValue(StopCode.TASK_FAILED_TO_START);
    assertThat(after).map(TaskStop::code).hasValue(StopCode.INFRASTRUCTURE_HEALTH);
  }

  @Test
  void the_first_request_counts_and_a_later_one_adds_force_only() {
    var first = StopRequest.byUser(at(1));

    var wanted =
        WANTED.stopping(first).stopping(StopRequest.byUser(at(2)).forced()).stopping(first);

    assertThat(wanted.stop()).hasValue(first.forced());
  }

  @Test
  void a_first_request_may_come_with_force() {
    var forced = StopRequest.byUser(at(1)).forced();

    var wanted = WANTED.stopping(forced);

    assertThat(wanted.stop()).hasValue(forced);
  }

  private static Task fresh() {
    return Task.of(taskId(1), WANTED, T0);
  }

  private static ContainerState running() {
    return new ContainerState.Running("id", at(1), Health.UNKNOWN);
  }

  private static ContainerState ended(int seconds, int code) {
    return new ContainerState.Stopped(
        Optional.of("id"), Optional.of(T0), OptionalInt.of(code), Optional.empty(), at(seconds));
  }

  private static Instant at(int seconds) {
    return T0.plusSeconds(seconds);
  }
}
