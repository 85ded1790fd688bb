package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.DependencyCondition.SUCCESS;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static dev.taskdock.state.TaskStatus.ACTIVATING;
import static dev.taskdock.state.TaskStatus.DEPROVISIONING;
import static dev.taskdock.state.TaskStatus.PENDING;
import static dev.taskdock.state.TaskStatus.PROVISIONING;
import static dev.taskdock.state.TaskStatus.RUNNING;
import static dev.taskdock.state.TaskStatus.STOPPED;
import static dev.taskdock.state.TaskStatus.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a task is said to be doing, and how it is said to be.
final class TaskStatusScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @Test
  void a_task_goes_through_all_its_statuses() {
    var world = World.of(task("web", container("app"))).after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.statuses())
        .containsExactly(
            PROVISIONING, PENDING, ACTIVATING, RUNNING, STOPPING, DEPROVISIONING, STOPPED);
  }

  @Test
  void a_task_that_fails_to_start_never_runs() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.SERVICE.cannotBePulled("not found"));

    var story = world.play();

    assertThat(story.statuses())
        .containsExactly(PROVISIONING, PENDING, ACTIVATING, DEPROVISIONING, STOPPED);
  }

  @Test
  void a_task_runs_once_every_container_runs_or_has_ended() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", SUCCESS),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(0, LATER)))
            .after(LATER.minusSeconds(1), _ -> {});

    var story = world.play();

    assertThat(story.statuses()).containsExactly(PROVISIONING, PENDING, ACTIVATING, RUNNING);
    assertThat(
            story.turns().stream()
                .filter(t -> t.at().compareTo(LATER) < 0)
                .map(t -> t.snapshot().observed().tasks().values().iterator().next())
                .noneMatch(t -> t.hasStarted()))
        .isTrue();
  }

  @Test
  void a_task_that_is_stopped_while_a_container_starts_never_goes_back() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.SERVICE.startedIn(Duration.ofSeconds(20)))
            .after(Duration.ofSeconds(10), World.Live::stop);

    var story = world.play();

    assertThat(story.statuses())
        .containsExactly(PROVISIONING, PENDING, ACTIVATING, STOPPING, DEPROVISIONING, STOPPED);
  }

  @Test
  void health_is_unknown_where_nothing_essential_is_checked() {
    var world =
        World.of(task("web", container("app"), container("side").nonEssential().checked()))
            .image("side", ScriptedImage.of(SERVES.turns(Health.UNHEALTHY, LATER)));

    var story = world.play();

    assertThat(story.health()).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void health_is_unknown_while_one_essential_container_is_unknown() {
    var world =
        World.of(task("web", container("app").checked(), container("db").checked()))
            .image("app", ScriptedImage.of(SERVES.turns(Health.HEALTHY, LATER)));

    var story = world.play();

    assertThat(story.health()).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void a_task_is_healthy_when_all_essential_checked_containers_are() {
    var healthy = ScriptedImage.of(SERVES.turns(Health.HEALTHY, LATER));
    var world =
        World.of(task("web", container("app").checked(), container("db").checked(), container("x")))
            .image("app", healthy)
            .image("db", healthy);

    var story = world.play();

    assertThat(story.health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void one_unhealthy_essential_container_makes_the_task_unhealthy_and_does_not_stop_it() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").checked().dependsOn("db", START),
                    container("db").checked()))
            .image("db", ScriptedImage.of(SERVES.turns(Health.UNHEALTHY, LATER)));

    var story = world.play();

    assertThat(story.health()).isEqualTo(Health.UNHEALTHY);
    assertThat(story.status()).isEqualTo(RUNNING);
  }
}
