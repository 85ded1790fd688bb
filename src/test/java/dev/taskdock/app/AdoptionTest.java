package dev.taskdock.app;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.ContainerSnapshot.ProbeStatus;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Publication;
import dev.taskdock.model.Dependency;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Health;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Tasks found again by nothing but the labels of their containers.
final class AdoptionTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void a_task_is_put_together_from_its_containers() {
    var found =
        Adoption.of(
            List.of(
                holder(taskId(1), Status.RUNNING),
                container(taskId(1), "db", Status.RUNNING, Map.of()),
                container(
                    taskId(1),
                    "app",
                    Status.RUNNING,
                    Map.of(Labels.DEPENDS_ON, "db:HEALTHY", Labels.STOP_TIMEOUT, "7"))));

    assertThat(found).hasSize(1);
    var task = found.getFirst();
    assertThat(task.task().id()).isEqualTo(taskId(1));
    assertThat(task.definition()).isEqualTo("web:3");
    assertThat(task.project()).isEqualTo("shop");
    assertThat(task.task().status(task.wanted())).isEqualTo(TaskStatus.RUNNING);
    var app = task.wanted().definition().containerNamed(name("app"));
    assertThat(app.dependencies()).containsExactly(new Dependency(name("db"), HEALTHY));
    assertThat(app.timeouts().stop()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void a_container_that_is_not_made_yet_is_known_from_the_holder_and_waits() {
    var labels = labels(taskId(1));
    labels.put(Labels.CONTAINERS, "app!(db:HEALTHY) db");
    var holder = snapshot("holder-of-1", labels, Status.RUNNING, T0);

    var found = Adoption.of(List.of(holder, container(taskId(1), "db", Status.RUNNING, Map.of())));

    var task = found.getFirst();
    assertThat(task.task().containers().keySet()).containsExactly(name("app"), name("db"));
    assertThat(task.task().container(name("app"))).isInstanceOf(ContainerState.Absent.class);
    assertThat(task.task().status(task.wanted())).isEqualTo(TaskStatus.ACTIVATING);
    assertThat(task.wanted().definition().containerNamed(name("app")).dependencies())
        .containsExactly(new Dependency(name("db"), HEALTHY));
  }

  @Test
  void tasks_are_told_apart_and_come_oldest_first() {
    var found =
        Adoption.of(
            List.of(
                holder(taskId(1), Status.RUNNING, T0.plusSeconds(60)),
                holder(taskId(2), Status.RUNNING, T0)));

    assertThat(found).extracting(f -> f.task().id()).containsExactly(taskId(2), taskId(1));
  }

  @Test
  void a_running_holder_is_a_namespace_with_its_endpoints() {
    var found = Adoption.of(List.of(holder(taskId(1), Status.RUNNING))).getFirst();

    var endpoint = new Endpoint(80, Protocol.TCP, "127.0.0.1", 32768);
    assertThat(found.task().sandbox())
        .isEqualTo(new Sandbox.Ready("holder-of-1", "10.128.0.2", List.of(endpoint)));
    assertThat(found.endpoints()).containsExactly(endpoint);
  }

  @Test
  void a_holder_that_never_ran_is_a_namespace_being_made() {
    var found = Adoption.of(List.of(holder(taskId(1), Status.CREATED))).getFirst();

    assertThat(found.task().sandbox()).isEqualTo(new Sandbox.Created("holder-of-1"));
  }

  @Test
  void a_task_without_holder_has_lost_its_namespace() {
    var found =
        Adoption.of(List.of(container(taskId(1), "app", Status.RUNNING, Map.of()))).getFirst();

    assertThat(found.task().sandbox()).isInstanceOf(Sandbox.Failed.class);
  }

  @Test
  void a_task_that_runs_on_after_its_holder_ended_is_still_to_be_stopped() {
    var found =
        Adoption.of(
                List.of(
                    holder(taskId(1), Status.EXITED),
                    container(taskId(1), "app", Status.RUNNING, Map.of())))
            .getFirst();

    assertThat(found.task().sandbox())
        .isInstanceOfSatisfying(
            Sandbox.Failed.class, failed -> assertThat(failed.holderId()).hasValue("holder-of-1"));
  }

  @Test
  void a_task_that_was_kept_is_over() {
    var found =
        Adoption.of(
                List.of(
                    holder(taskId(1), Status.EXITED),
                    container(taskId(1), "app", Status.EXITED, Map.of())))
            .getFirst();

    assertThat(found.task().status(found.wanted())).isEqualTo(TaskStatus.STOPPED);
  }

  @Test
  void states_and_exit_codes_are_those_of_the_engine() {
    var found =
        Adoption.of(
                List.of(
                    holder(taskId(1), Status.RUNNING),
                    container(taskId(1), "made", Status.CREATED, Map.of()),
                    container(taskId(1), "runs", Status.RUNNING, Map.of()),
                    container(taskId(1), "over", Status.EXITED, Map.of())))
            .getFirst()
            .task();

    assertThat(found.container(name("made"))).isEqualTo(new ContainerState.Created("made-of-1"));
    assertThat(found.container(name("runs")))
        .isEqualTo(new ContainerState.Running("runs-of-1", T0, Health.HEALTHY));
    assertThat(found.container(name("over")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class, stopped -> assertThat(stopped.exitCode()).hasValue(3));
  }

  @Test
  void what_is_not_essential_says_so() {
    var found =
        Adoption.of(
                List.of(
                    container(taskId(1), "side", Status.RUNNING, Map.of(Labels.ESSENTIAL, "false")),
                    container(taskId(1), "app", Status.RUNNING, Map.of())))
            .getFirst()
            .wanted()
            .definition();

    assertThat(found.containerNamed(name("side")).essential()).isFalse();
    assertThat(found.containerNamed(name("app")).essential()).isTrue();
  }

  @Test
  void a_dependency_that_is_gone_is_none() {
    var found =
        Adoption.of(
                List.of(
                    container(
                        taskId(1), "app", Status.RUNNING, Map.of(Labels.DEPENDS_ON, "db,log"))))
            .getFirst()
            .wanted()
            .definition();

    assertThat(found.containerNamed(name("app")).dependencies()).isEmpty();
  }

  @Test
  void what_carries_no_task_is_passed_over() {
    var stranger = snapshot("x", Map.of(Labels.PROJECT, "shop"), Status.RUNNING, T0);

    assertThat(Adoption.of(List.of(stranger))).isEmpty();
  }

  @Test
  void labels_that_are_not_whole_are_passed_over_and_spoil_nothing() {
    var found =
        Adoption.of(
            List.of(
                snapshot("x", Map.of(Labels.TASK, "not a task id"), Status.RUNNING, T0),
                container(taskId(2), "app", Status.RUNNING, Map.of(Labels.STOP_TIMEOUT, "soon")),
                container(taskId(3), "app", Status.RUNNING, Map.of(Labels.DEFINITION, "web")),
                container(taskId(4), "app", Status.RUNNING, Map.of(Labels.CONTAINER, "no name!")),
                holder(taskId(1), Status.RUNNING)));

    assertThat(found).extracting(f -> f.task().id()).contains(taskId(1));
  }

  @Test
  void a_holder_alone_is_a_task_to_be_removed() {
    var found = Adoption.of(List.of(holder(taskId(1), Status.RUNNING)));

    assertThat(found).singleElement().satisfies(f -> assertThat(f.task().hasEnded()).isTrue());
  }

  private static ContainerSnapshot holder(TaskId task, Status status) {
    return holder(task, status, T0);
  }

  private static ContainerSnapshot holder(TaskId task, Status status, Instant createdAt) {
    return snapshot("holder-of-" + number(task), labels(task), status, createdAt);
  }

  private static ContainerSnapshot container(
      TaskId task, String name, Status status, Map<String, String> more) {
    var labels = labels(task);
    labels.put(Labels.CONTAINER, name);
    labels.putAll(more);
    return snapshot(name + "-of-" + number(task), labels, status, T0);
  }

  private static Map<String, String> labels(TaskId task) {
    var labels = new HashMap<String, String>();
    labels.put(Labels.TASK, task.id());
    labels.put(Labels.PROJECT, "shop");
    labels.put(Labels.RUN, "0a1b2c");
    labels.put(Labels.DEFINITION, "web:3");
    return labels;
  }

  private static int number(TaskId task) {
    return Integer.parseInt(task.abbreviated(), 16);
  }

  private static ContainerSnapshot snapshot(
      String id, Map<String, String> labels, Status status, Instant createdAt) {
    return new ContainerSnapshot(
        id,
        id,
        "image:1",
        labels,
        status,
        status == Status.EXITED ? OptionalInt.of(3) : OptionalInt.empty(),
        false,
        Optional.of(ProbeStatus.HEALTHY),
        Optional.empty(),
        Optional.empty(),
        createdAt,
        status == Status.CREATED ? Optional.empty() : Optional.of(T0),
        status == Status.EXITED ? Optional.of(T0.plusSeconds(9)) : Optional.empty(),
        Optional.of("10.128.0.2"),
        List.of(new Publication("127.0.0.1", OptionalInt.of(32768), 80, Protocol.TCP)));
  }
}
