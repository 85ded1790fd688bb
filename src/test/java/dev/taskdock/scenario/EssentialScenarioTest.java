package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Fixtures;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What the end of a container means for its task.
final class EssentialScenarioTest {
  private static final String EXITED = "Essential container in task exited";

  @Test
  void the_end_of_an_essential_container_stops_the_task_also_with_code_zero() {
    var world =
        World.of(task("web", container("app"), container("side").nonEssential()))
            .image("app", ScriptedImage.of(SERVES.exits(0, Duration.ofMinutes(1))));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(0);
    assertThat(story.exitCode("side")).hasValue(143);
    assertThat(story.stop().code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(story.stop().reason()).isEqualTo(EXITED);
    assertThat(story.status()).isEqualTo(TaskStatus.STOPPED);
  }

  @Test
  void the_failure_of_an_essential_container_stops_the_task() {
    var world =
        World.of(task("web", container("app"), container("other")))
            .image("app", ScriptedImage.of(SERVES.exits(9, Duration.ofMinutes(1))));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(9);
    assertThat(story.reason("app")).isEmpty();
    assertThat(story.stop().code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(story.stop().reason()).isEqualTo(EXITED);
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void the_exit_code_of_a_task_is_that_of_the_essential_container_that_ended_first() {
    var world =
        World.of(task("web", container("other"), container("app")))
            .image("app", ScriptedImage.of(SERVES.exits(9, Duration.ofMinutes(1))))
            .image("other", ScriptedImage.of(SERVES.onTermExits(0, Duration.ofSeconds(1))));

    var story = world.play();

    assertThat(story.task().firstEssentialExit(story.wanted(Fixtures.taskId(1))))
        .hasValueSatisfying(first -> assertThat(first.exitCode()).hasValue(9));
  }

  @Test
  void a_non_essential_container_may_end_with_any_code() {
    var world =
        World.of(task("web", container("app"), container("side").nonEssential()))
            .image("side", ScriptedImage.of(SERVES.exits(9, Duration.ofMinutes(1))));

    var story = world.play();

    assertThat(story.exitCode("side")).hasValue(9);
    assertThat(story.isRunning("app")).isTrue();
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_container_killed_for_memory_says_so() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.of(SERVES.runsOutOfMemory(Duration.ofMinutes(1))));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(137);
    assertThat(story.reason("app"))
        .hasValue("OutOfMemoryError: Container killed due to memory usage");
    assertThat(story.stop().code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(story.stop().reason()).isEqualTo(EXITED);
  }

  @Test
  void a_death_that_is_heard_of_before_the_start_is_not_lost() {
    var world =
        World.of(task("job", container("app")))
            .image("app", ScriptedImage.of(SERVES.exitsBeforeStartReturns(5)));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(5);
    assertThat(story.everStarted("app")).isTrue();
    assertThat(story.stop().code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(story.isOver()).isTrue();
  }
}
