package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.Labels;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What another terminal says of containers that will never start, as the run itself said it.
final class GivenUpTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void a_dependent_of_a_failed_dependency_has_the_code_and_the_reason_of_the_run() {
    var found =
        seen(
            T0.plusSeconds(5),
            holder("app! init seed(init:SUCCESS)=seed:1", Status.RUNNING),
            container("app", Status.RUNNING, Map.of()),
            exited("init", 1),
            container("seed", Status.CREATED, Map.of(Labels.DEPENDS_ON, "init:SUCCESS")));

    assertThat(found.task().container(name("seed")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class,
            seed -> {
              assertThat(seed.exitCode()).hasValue(143);
              assertThat(seed.reason())
                  .hasValue(
                      "CannotStartContainerError: dependency graph: failed to resolve container"
                          + " ordering dependency [init(image:1) (STOPPED->RUNNING) - Exit: 1] for"
                          + " target [seed(image:1) (CREATED->RUNNING)] as dependency did not exit"
                          + " successfully.");
            });
    assertThat(found.task().status(found.wanted())).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_dependent_that_was_never_made_is_given_up_under_the_image_its_task_declares() {
    var found =
        seen(
            T0.plusSeconds(5),
            holder("app! init seed(init:SUCCESS)=seed:1", Status.RUNNING),
            container("app", Status.RUNNING, Map.of()),
            exited("init", 1));

    assertThat(found.task().container(name("seed")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class,
            seed -> assertThat(seed.reason().orElseThrow()).contains("[seed(seed:1) (NONE->"));
  }

  @Test
  void a_dependent_whose_dependency_took_longer_than_its_start_timeout_is_given_up() {
    var world =
        List.of(
            holder("app! db late(db:HEALTHY)", Status.RUNNING),
            container("app", Status.RUNNING, Map.of()),
            container("db", Status.RUNNING, Map.of(Labels.START_TIMEOUT, "20")),
            container("late", Status.CREATED, Map.of(Labels.DEPENDS_ON, "db:HEALTHY")));

    var before = seen(T0.plusSeconds(19), world.toArray(ContainerSnapshot[]::new));
    var after = seen(T0.plusSeconds(20), world.toArray(ContainerSnapshot[]::new));

    assertThat(before.task().container(name("late"))).isInstanceOf(ContainerState.Created.class);
    assertThat(after.task().container(name("late")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class,
            late -> assertThat(late.reason().orElseThrow()).endsWith("has timed out."));
  }

  @Test
  void whoever_waits_for_one_that_was_given_up_is_given_up_too() {
    var found =
        seen(
            T0.plusSeconds(5),
            holder("app! init seed(init:SUCCESS) last(seed:SUCCESS)", Status.RUNNING),
            container("app", Status.RUNNING, Map.of()),
            exited("init", 1),
            container("seed", Status.CREATED, Map.of(Labels.DEPENDS_ON, "init:SUCCESS")),
            container("last", Status.CREATED, Map.of(Labels.DEPENDS_ON, "seed:SUCCESS")));

    assertThat(found.task().container(name("last")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class, last -> assertThat(last.exitCode()).hasValue(143));
  }

  @Test
  void an_essential_one_that_was_given_up_is_why_its_task_stops() {
    var found =
        seen(
            T0.plusSeconds(5),
            holder("app!(init:SUCCESS) init side", Status.RUNNING),
            container("app", Status.CREATED, Map.of(Labels.DEPENDS_ON, "init:SUCCESS")),
            exited("init", 1),
            container("side", Status.RUNNING, Map.of(Labels.ESSENTIAL, "false")));

    assertThat(TaskStop.of(found.wanted(), found.task()))
        .hasValueSatisfying(stop -> assertThat(stop.code().word()).isEqualTo("TaskFailedToStart"));
  }

  @Test
  void one_that_the_engine_could_not_start_says_what_the_engine_said() {
    var found =
        seen(
            T0.plusSeconds(5),
            holder("app! side", Status.RUNNING),
            container("app", Status.RUNNING, Map.of()),
            snapshot(
                "side",
                labelled("side", Map.of(Labels.ESSENTIAL, "false")),
                Status.CREATED,
                0,
                Optional.of("exec: \"nothing\": executable file not found in $PATH")));

    assertThat(found.task().container(name("side")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class,
            side -> {
              assertThat(side.reason())
                  .hasValue(
                      "CannotStartContainerError: exec: \"nothing\": executable file not found in"
                          + " $PATH");
              assertThat(side.exitCode()).isEmpty();
            });
    assertThat(found.task().status(found.wanted())).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void what_never_ran_of_a_task_that_was_kept_is_stopped_without_code_and_reason() {
    var found =
        seen(
            T0.plusSeconds(5),
            holder("app! late(app:HEALTHY)", Status.EXITED),
            exited("app", 143),
            container("late", Status.CREATED, Map.of(Labels.DEPENDS_ON, "app:HEALTHY")));

    assertThat(found.task().status(found.wanted())).isEqualTo(TaskStatus.STOPPED);
    assertThat(found.task().container(name("late")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class,
            late -> {
              assertThat(late.exitCode()).isEmpty();
              assertThat(late.reason()).isEmpty();
            });
  }

  @Test
  void what_still_waits_goes_on_waiting() {
    var found =
        seen(
            T0.plusSeconds(5),
            holder("app! db late(db:COMPLETE)", Status.RUNNING),
            container("app", Status.RUNNING, Map.of()),
            container("db", Status.RUNNING, Map.of(Labels.ESSENTIAL, "false")),
            container("late", Status.CREATED, Map.of(Labels.DEPENDS_ON, "db:COMPLETE")));

    assertThat(found.task().container(name("late"))).isInstanceOf(ContainerState.Created.class);
  }

  private static FoundTask seen(Instant now, ContainerSnapshot... containers) {
    return GivenUp.in(Adoption.of(Arrays.asList(containers)).getFirst(), now);
  }

  private static ContainerSnapshot holder(String lineup, Status status) {
    var labels = labels();
    labels.put(Labels.CONTAINERS, lineup);
    return snapshot("holder", labels, status, 0, Optional.empty());
  }

  private static ContainerSnapshot container(
      String name, Status status, Map<String, String> labels) {
    return snapshot(name, labelled(name, labels), status, 0, Optional.empty());
  }

  private static ContainerSnapshot exited(String name, int code) {
    var essential = Boolean.toString(name.equals("app"));
    return snapshot(
        name,
        labelled(name, Map.of(Labels.ESSENTIAL, essential)),
        Status.EXITED,
        code,
        Optional.empty());
  }

  private static Map<String, String> labelled(String name, Map<String, String> more) {
    var labels = labels();
    labels.put(Labels.CONTAINER, name);
    labels.put(Labels.ESSENTIAL, Boolean.toString(name.equals("app")));
    labels.putAll(more);
    return labels;
  }

  private static Map<String, String> labels() {
    var labels = new HashMap<String, String>();
    labels.put(Labels.TASK, taskId(1).id());
    labels.put(Labels.DEFINITION, "web:3");
    return labels;
  }

  private static ContainerSnapshot snapshot(
      String id, Map<String, String> labels, Status status, int code, Optional<String> error) {
    return new ContainerSnapshot(
        id,
        id,
        "image:1",
        labels,
        status,
        status == Status.EXITED ? OptionalInt.of(code) : OptionalInt.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        error,
        T0,
        status == Status.CREATED ? Optional.empty() : Optional.of(T0),
        status == Status.EXITED ? Optional.of(T0.plusSeconds(1)) : Optional.empty(),
        Optional.of("10.128.0.2"),
        List.of());
  }
}
