package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.COMPLETE;
import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// `startTimeout`: how long others wait for a container.
final class StartTimeoutScenarioTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Test
  void a_dependent_is_given_up_when_the_dependency_takes_too_long() {
    var world =
        World.of(
            task(
                "web",
                container("app").dependsOn("db", HEALTHY),
                container("db").checked().startTimeout(TIMEOUT)));

    var story = world.play();

    assertThat(story.stoppedAt("app")).isEqualTo(story.startedAt("db").plus(TIMEOUT));
    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.reason("app"))
        .hasValue(
            "CannotStartContainerError: dependency graph: container ordering dependency"
                + " [db(db) (RUNNING->RUNNING)] for target [app(app) (NONE->RUNNING)] has timed"
                + " out.");
    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
  }

  @Test
  void the_time_counts_from_the_start_of_the_dependency() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("db", HEALTHY),
                    container("db").checked().startTimeout(TIMEOUT)))
            .image(
                "db",
                ScriptedImage.of(SERVES.turns(Health.HEALTHY, Duration.ofSeconds(29)))
                    .pulledIn(Duration.ofMinutes(10)));

    var story = world.play();

    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void the_dependency_itself_lives_on() {
    var world =
        World.of(
            task(
                "web",
                container("seed").nonEssential().dependsOn("db", COMPLETE),
                container("db").startTimeout(TIMEOUT)));

    var story = world.play();

    assertThat(story.exitCode("seed")).hasValue(143);
    assertThat(story.isRunning("db")).isTrue();
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void waiting_for_a_start_never_times_out() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("db", START),
                    container("db").startTimeout(TIMEOUT)))
            .image("db", ScriptedImage.SERVICE.startedIn(Duration.ofHours(1)));

    var story = world.play();

    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void without_one_there_is_no_limit() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", COMPLETE),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(0, Duration.ofDays(3))));

    var story = world.play();

    assertThat(story.startedAt("app")).isGreaterThan(Duration.ofDays(3));
  }

  @Test
  void it_runs_out_also_while_something_else_is_waited_for() {
    var world =
        World.of(
            task(
                "web",
                container("app").dependsOn("cache", HEALTHY).dependsOn("db", HEALTHY),
                container("cache").checked(),
                container("db").checked().startTimeout(TIMEOUT)));

    var story = world.play();

    assertThat(story.stoppedAt("app")).isEqualTo(story.startedAt("db").plus(TIMEOUT));
  }
}
