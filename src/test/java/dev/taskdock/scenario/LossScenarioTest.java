package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What happens when the ground is lost under a task.
final class LossScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @Test
  void a_task_that_loses_its_namespace_is_stopped_in_order() {
    var world =
        World.of(task("web", container("app").dependsOn("db", START), container("db")))
            .after(LATER, live -> live.performer().loseNamespace(taskId(1)));

    var story = world.play();

    assertThat(story.stop().code()).isEqualTo(StopCode.INFRASTRUCTURE_HEALTH);
    assertThat(story.stop().reason()).startsWith("ContainerNetworkingError: ");
    assertThat(story.askedToStop("app")).isEqualTo(LATER);
    assertThat(story.askedToStop("db")).isEqualTo(story.stoppedAt("app"));
    assertThat(story.status()).isEqualTo(TaskStatus.STOPPED);
  }

  @Test
  void a_namespace_lost_while_containers_start_fails_the_start() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.SERVICE.startedIn(Duration.ofSeconds(20)))
            .after(Duration.ofSeconds(10), live -> live.performer().loseNamespace(taskId(1)));

    var story = world.play();

    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(story.stop().reason()).startsWith("ContainerNetworkingError: ");
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void the_other_tasks_go_on() {
    var definition = task("web", container("app"));
    var world =
        World.of(definition)
            .with(definition)
            .after(LATER, live -> live.performer().loseNamespace(taskId(1)));

    var story = world.play();

    assertThat(story.status(taskId(1))).isEqualTo(TaskStatus.STOPPED);
    assertThat(story.status(taskId(2))).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_lost_engine_ends_the_loop_at_once_with_its_last_words() {
    var world =
        World.of(task("web", container("app"))).after(LATER, live -> live.performer().loseEngine());

    var story = world.play();

    assertThat(story.isOver()).isTrue();
    assertThat(story.turns().getLast().at()).isEqualTo(LATER);
    assertThat(story.last().observed().engineLost()).hasValue("the engine closed the connection");
  }

  @Test
  void nothing_is_asked_of_a_lost_engine() {
    var world =
        World.of(task("web", container("app")))
            .after(Duration.ofMillis(150), live -> live.performer().loseEngine());

    var story = world.play();

    assertThat(story.last().plan().actions()).isEmpty();
    assertThat(story.actions()).noneMatch(Action.StartContainer.class::isInstance);
  }
}
