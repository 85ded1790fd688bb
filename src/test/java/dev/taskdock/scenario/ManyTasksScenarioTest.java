package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Several tasks of one definition, side by side.
final class ManyTasksScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @Test
  void each_has_a_namespace_and_containers_of_its_own() {
    var definition = task("web", container("app"), container("db"));
    var world = World.of(definition).with(definition).with(definition);

    var story = world.play();

    assertThat(story.actions()).filteredOn(Action.CreateSandbox.class::isInstance).hasSize(3);
    assertThat(story.actions()).filteredOn(Action.StartContainer.class::isInstance).hasSize(6);
    for (int i = 1; i <= 3; i++) {
      assertThat(story.status(taskId(i))).isEqualTo(TaskStatus.RUNNING);
    }
  }

  @Test
  void an_image_they_share_is_pulled_once() {
    var definition = task("web", container("app"));
    var world = World.of(definition).with(definition).with(definition);

    var story = world.play();

    assertThat(story.actions()).filteredOn(Action.PullImage.class::isInstance).hasSize(1);
  }

  @Test
  void one_that_is_stopped_leaves_the_others_running() {
    var definition = task("web", container("app"));
    var world = World.of(definition).with(definition).after(LATER, live -> live.stop(taskId(2)));

    var story = world.play();

    assertThat(story.status(taskId(1))).isEqualTo(TaskStatus.RUNNING);
    assertThat(story.status(taskId(2))).isEqualTo(TaskStatus.STOPPED);
    assertThat(story.isOver()).isFalse();
  }

  @Test
  void one_that_fails_leaves_the_others_running() {
    var world =
        World.of(task("web", container("app")))
            .with(task("job", container("job")))
            .image("job", ScriptedImage.of(SERVES.exits(1, LATER)));

    var story = world.play();

    assertThat(story.status(taskId(1))).isEqualTo(TaskStatus.RUNNING);
    assertThat(story.stop(taskId(2)).code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
  }

  @Test
  void the_loop_is_over_once_all_are_gone() {
    var definition = task("web", container("app"));
    var world = World.of(definition).with(definition).after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.isOver()).isTrue();
    assertThat(story.status(taskId(1))).isEqualTo(TaskStatus.STOPPED);
    assertThat(story.status(taskId(2))).isEqualTo(TaskStatus.STOPPED);
  }
}
