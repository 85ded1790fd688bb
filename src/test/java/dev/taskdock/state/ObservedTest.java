package dev.taskdock.state;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Activity.Verb;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The fold: what is known after events, whatever their order.
final class ObservedTest {
  private static final TaskId TASK = taskId(1);
  private static final ContainerName APP = name("app");
  private static final ImageReference IMAGE = new ImageReference("app");
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final WantedTask WANTED = WantedTask.of(task("web", container("app")));
  private static final Observed ACCEPTED =
      Observed.NOTHING.accepting(new Desired(Map.of(TASK, WANTED), false), T0);

  @Test
  void an_accepted_task_has_nothing_yet() {
    var known = ACCEPTED.task(TASK);

    assertThat(known.sandbox()).isInstanceOf(Sandbox.Absent.class);
    assertThat(known.container(APP)).isInstanceOf(ContainerState.Absent.class);
    assertThat(known.createdAt()).isEqualTo(T0);
  }

  @Test
  void accepting_again_forgets_nothing() {
    var known = ACCEPTED.after(created());

    var again = known.accepting(new Desired(Map.of(TASK, WANTED), false), at(9));

    assertThat(again).isEqualTo(known);
  }

  @Test
  void an_action_is_in_flight_until_its_event_comes() {
    var activity = new Activity(Verb.PULL, "app");

    var begun = ACCEPTED.starting(Set.of(activity));

    assertThat(begun.isInFlight(activity)).isTrue();
    assertThat(begun.after(new Event.ImagePulled(IMAGE, "sha256:1", at(1))).inFlight()).isEmpty();
    assertThat(begun.after(new Event.ImageFailed(IMAGE, Optional.empty(), "no", at(1))).inFlight())
        .isEmpty();
  }

  @Test
  void a_failed_pull_is_remembered_with_its_reason() {
    var known =
        ACCEPTED.after(
            new Event.ImageFailed(IMAGE, Optional.empty(), "CannotPullContainerError: no", at(1)));

    assertThat(known.images())
        .containsEntry(
            IMAGE, new ImageState.Missing("CannotPullContainerError: no", Optional.empty()));
  }

  @Test
  void a_container_is_created_started_and_over() {
    var known = ACCEPTED.after(List.of(created(), started(1), exited(2, 7)));

    assertThat(known.task(TASK).container(APP))
        .isEqualTo(stopped(Optional.of(at(1)), OptionalInt.of(7), Optional.empty(), at(2)));
  }

  @Test
  void a_death_before_the_answer_to_the_start_is_final() {
    var known = ACCEPTED.after(List.of(created(), exited(2, 7), started(3)));

    assertThat(known.task(TASK).container(APP))
        .isEqualTo(stopped(Optional.of(at(2)), OptionalInt.of(7), Optional.empty(), at(2)));
  }

  @Test
  void the_first_report_of_an_end_counts() {
    var known = ACCEPTED.after(List.of(created(), started(1), exited(2, 7), exited(3, 137)));

    assertThat(known.task(TASK).container(APP))
        .isEqualTo(stopped(Optional.of(at(1)), OptionalInt.of(7), Optional.empty(), at(2)));
  }

  @Test
  void an_end_ends_the_requests_to_stop() {
    var stop = Event.activity(Verb.STOP, TASK, APP);
    var kill = Event.activity(Verb.KILL, TASK, APP);
    var known = ACCEPTED.after(List.of(created(), started(1))).starting(List.of(stop, kill));

    var ended = known.after(exited(2, 143));

    assertThat(ended.inFlight()).isEmpty();
  }

  @Test
  void a_container_that_cannot_be_stopped_counts_as_stopped() {
    var known = ACCEPTED.after(List.of(created(), started(1)));

    var ended =
        known.after(
            new Event.ContainerStopAnswered(
                TASK, APP, Verb.STOP, Optional.of("permission denied"), at(9)));

    assertThat(ended.task(TASK).container(APP))
        .isEqualTo(
            stopped(
                Optional.of(at(1)),
                OptionalInt.empty(),
                Optional.of("CannotStopContainerError: permission denied"),
                at(9)));
  }

  @Test
  void health_belongs_to_what_runs() {
    var healthy =
        new Event.ContainerHealthChanged(TASK, APP, Health.HEALTHY, Optional.empty(), at(5));

    var running = ACCEPTED.after(List.of(created(), started(1), healthy));
    var over = ACCEPTED.after(List.of(created(), started(1), exited(2, 0), healthy));

    assertThat(running.task(TASK).container(APP))
        .isEqualTo(new ContainerState.Running("id", at(1), Health.HEALTHY));
    assertThat(over.task(TASK).container(APP)).isInstanceOf(ContainerState.Stopped.class);
  }

  @Test
  void a_container_that_could_not_start_never_ran() {
    var known =
        ACCEPTED.after(
            List.of(created(), new Event.ContainerFailed(TASK, APP, Verb.START, "no", at(1))));

    assertThat(known.task(TASK).container(APP))
        .isEqualTo(stopped(Optional.empty(), OptionalInt.empty(), Optional.of("no"), at(1)));
  }

  @Test
  void a_container_that_runs_cannot_be_given_up() {
    var known = ACCEPTED.after(List.of(created(), started(1)));

    var after =
        known.after(new Event.ContainerGivenUp(TASK, APP, OptionalInt.of(143), "late", at(2)));

    assertThat(after.task(TASK).container(APP).isRunning()).isTrue();
  }

  @Test
  void a_holder_that_dies_while_it_is_removed_has_not_failed() {
    var known =
        ACCEPTED
            .after(List.of(new Event.SandboxCreated(TASK, "h", at(1)), ready()))
            .starting(Set.of(new Activity(Verb.REMOVE_SANDBOX, TASK.id())));

    var died = known.after(holderDied(3));

    assertThat(died.task(TASK).sandbox()).isInstanceOf(Sandbox.Ready.class);
  }

  @Test
  void a_holder_that_dies_after_its_removal_changes_nothing() {
    var known = ACCEPTED.after(new Event.SandboxRemoved(TASK, at(3)));

    var died = known.after(holderDied(4));

    assertThat(died.task(TASK).sandbox()).isEqualTo(new Sandbox.Removed(at(3)));
  }

  @Test
  void why_a_namespace_failed_is_known_after_its_removal() {
    var known =
        ACCEPTED.after(
            List.of(
                new Event.SandboxFailed(
                    TASK, Optional.of(Verb.CREATE_SANDBOX), "ContainerNetworkingError: no", at(1)),
                new Event.SandboxRemoved(TASK, at(2))));

    assertThat(TaskStop.of(WANTED, known.task(TASK)))
        .hasValue(
            new TaskStop(StopCode.TASK_FAILED_TO_START, "ContainerNetworkingError: no", at(1)));
  }

  @Test
  void events_of_a_task_nobody_knows_change_nothing() {
    var stranger = new Event.ContainerStarted(taskId(9), APP, at(1));

    var known = ACCEPTED.after(stranger);

    assertThat(known).isEqualTo(ACCEPTED);
  }

  @Test
  void a_lost_engine_stays_lost() {
    var known = ACCEPTED.after(List.of(new Event.EngineLost("gone", at(1)), created()));

    assertThat(known.engineLost()).hasValue("gone");
  }

  private static Event created() {
    return new Event.ContainerCreated(TASK, APP, "id", T0);
  }

  private static Event started(int seconds) {
    return new Event.ContainerStarted(TASK, APP, at(seconds));
  }

  private static Event exited(int seconds, int code) {
    return new Event.ContainerExited(
        TASK, APP, OptionalInt.of(code), Optional.empty(), at(seconds));
  }

  private static Event ready() {
    return new Event.SandboxReady(TASK, "10.128.0.2", List.of(), at(2));
  }

  private static Event holderDied(int seconds) {
    return new Event.SandboxFailed(TASK, Optional.empty(), "the holder ended", at(seconds));
  }

  private static ContainerState stopped(
      Optional<Instant> startedAt, OptionalInt code, Optional<String> reason, Instant at) {
    return new ContainerState.Stopped(Optional.of("id"), startedAt, code, reason, at);
  }

  private static Instant at(int seconds) {
    return T0.plusSeconds(seconds);
  }
}
