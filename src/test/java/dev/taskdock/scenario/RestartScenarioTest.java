package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.SUCCESS;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// `restartPolicy`: who is started again, and what the rest of the task sees of it.
final class RestartScenarioTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void an_essential_container_that_ran_long_enough_is_started_again_and_the_task_goes_on() {
    var world =
        World.of(task("web", container("app").restarts(MINUTE)))
            .image("app", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(90))));

    var story = world.playFor(Duration.ofMinutes(4));

    assertThat(restarts(story)).isEqualTo(2);
    assertThat(story.task().restarts(name("app")).count()).isEqualTo(2);
    assertThat(story.statuses())
        .containsSubsequence(TaskStatus.ACTIVATING, TaskStatus.RUNNING)
        .doesNotContain(TaskStatus.STOPPING);
  }

  @Test
  void code_zero_is_started_again_too() {
    var world =
        World.of(task("web", container("app").restarts(MINUTE)))
            .image("app", ScriptedImage.of(SERVES.exits(0, Duration.ofSeconds(90))));

    var story = world.playFor(Duration.ofMinutes(2));

    assertThat(restarts(story)).isOne();
  }

  @Test
  void one_that_dies_before_the_attempt_period_ends_its_task() {
    var world =
        World.of(task("web", container("app").restarts(MINUTE)))
            .image("app", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(59))));

    var story = world.play();

    assertThat(restarts(story)).isZero();
    assertThat(story.stop().code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(story.exitCode("app")).hasValue(1);
  }

  @Test
  void an_ignored_code_ends_its_task() {
    var world =
        World.of(task("web", container("app").restarts(MINUTE, 0, 3)))
            .image("app", ScriptedImage.of(SERVES.exits(3, Duration.ofSeconds(90))));

    var story = world.play();

    assertThat(restarts(story)).isZero();
    assertThat(story.exitCode("app")).hasValue(3);
  }

  @Test
  void a_container_that_is_not_essential_is_started_again_too() {
    var world =
        World.of(task("web", container("app"), container("side").nonEssential().restarts(MINUTE)))
            .image("side", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(70))));

    var story = world.playFor(Duration.ofMinutes(2));

    assertThat(restarts(story)).isOne();
    assertThat(story.isRunning("side")).isTrue();
  }

  @Test
  void a_task_that_is_asked_to_stop_starts_nothing_again() {
    var world =
        World.of(task("web", container("app").restarts(MINUTE)))
            .image("app", ScriptedImage.of(SERVES.onTermExits(1, Duration.ofSeconds(1))))
            .stopAt(Duration.ofMinutes(5));

    var story = world.play();

    assertThat(restarts(story)).isZero();
    assertThat(story.stop().code()).isEqualTo(StopCode.USER_INITIATED);
    assertThat(story.exitCode("app")).hasValue(1);
  }

  @Test
  void who_waits_for_its_health_goes_on_waiting_while_it_is_started_again() {
    var db = SERVES.exits(1, Duration.ofSeconds(70)).turns(Health.UNHEALTHY, MINUTE);
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("db", HEALTHY),
                    container("db").nonEssential().checked().restarts(MINUTE)))
            .image("db", ScriptedImage.of(db));

    var story = world.playFor(Duration.ofMinutes(2));

    assertThat(restarts(story)).isOne();
    assertThat(story.everStarted("app")).isFalse();
    assertThat(story.status()).isEqualTo(TaskStatus.ACTIVATING);
  }

  @Test
  void who_waits_for_its_success_goes_on_waiting_while_it_is_started_again() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("job", SUCCESS),
                    container("job").nonEssential().restarts(MINUTE)))
            .image("job", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(70))));

    var story = world.playFor(Duration.ofMinutes(2));

    assertThat(restarts(story)).isOne();
    assertThat(story.everStarted("app")).isFalse();
  }

  @Test
  void a_restart_that_the_engine_refuses_counts_as_the_end_before_it() {
    var world =
        World.of(task("web", container("app").restarts(MINUTE)))
            .image("app", ScriptedImage.of(SERVES.exits(7, Duration.ofSeconds(90))))
            .refuses(Action.RestartContainer.class, "no space left on device");

    var story = world.play();

    assertThat(restarts(story)).isOne();
    assertThat(story.stop().code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(story.exitCode("app")).hasValue(7);
    assertThat(story.task().restarts(name("app")).count()).isZero();
  }

  private static long restarts(Story story) {
    return story.actions().filter(Action.RestartContainer.class::isInstance).count();
  }
}
