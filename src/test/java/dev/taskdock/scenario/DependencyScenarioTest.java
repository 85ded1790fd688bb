package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.COMPLETE;
import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.DependencyCondition.SUCCESS;
import static dev.taskdock.model.Fixtures.container;
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

/// When a container may start, by what it depends on.
final class DependencyScenarioTest {
  @Test
  void a_container_waits_until_its_dependency_has_started() {
    var world =
        World.of(task("web", container("app").dependsOn("db", START), container("db")))
            .image("db", ScriptedImage.SERVICE.startedIn(Duration.ofSeconds(9)));

    var story = world.play();

    assertThat(story.startedAt("app")).isGreaterThan(story.startedAt("db"));
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void started_holds_also_when_the_dependency_is_over() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", START),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exitsBeforeStartReturns(1)));

    var story = world.play();

    assertThat(story.isRunning("app")).isTrue();
  }

  @Test
  void a_container_waits_until_its_dependency_is_complete_with_any_code() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", COMPLETE),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(3, Duration.ofSeconds(20))));

    var story = world.play();

    assertThat(story.startedAt("app")).isGreaterThan(story.stoppedAt("init"));
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_container_waits_until_its_dependency_has_succeeded() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", SUCCESS),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(0, Duration.ofSeconds(20))));

    var story = world.play();

    assertThat(story.startedAt("app")).isGreaterThan(story.stoppedAt("init"));
  }

  @Test
  void a_failed_success_dependency_stops_the_task() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", SUCCESS),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(20))));

    var story = world.play();

    assertThat(story.everStarted("app")).isFalse();
    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.reason("app"))
        .hasValueSatisfying(reason ->
            assertThat(reason)
                .startsWith(
                    "CannotStartContainerError: dependency graph: failed to resolve container"
                        + " ordering dependency [init(init) (STOPPED->")
                .contains(" - Exit: 1] for target [app(app) (NONE->RUNNING)]")
                .endsWith(" as dependency did not exit successfully."));
    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(story.stop().reason()).isEqualTo(story.reason("app").orElseThrow());
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_failed_success_dependency_of_a_non_essential_container_leaves_the_task_running() {
    var world =
        World.of(
                task(
                    "web",
                    container("app"),
                    container("seed").nonEssential().dependsOn("init", SUCCESS),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(1))));

    var story = world.play();

    assertThat(story.exitCode("seed")).hasValue(143);
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_container_waits_until_its_dependency_is_healthy() {
    var world =
        World.of(task("web", container("app").dependsOn("db", HEALTHY), container("db").checked()))
            .image("db", ScriptedImage.of(SERVES.turns(Health.HEALTHY, Duration.ofSeconds(30))));

    var story = world.play();

    assertThat(story.startedAt("app"))
        .isGreaterThan(story.startedAt("db").plus(Duration.ofSeconds(30)));
    assertThat(story.lines()).contains("start web/00000001 app  because db is HEALTHY");
  }

  @Test
  void an_unhealthy_dependency_is_waited_for_as_long_as_it_runs() {
    var world =
        World.of(task("web", container("app").dependsOn("db", HEALTHY), container("db").checked()))
            .image(
                "db",
                ScriptedImage.of(
                    SERVES
                        .turns(Health.UNHEALTHY, Duration.ofSeconds(15))
                        .turns(Health.HEALTHY, Duration.ofHours(2))));

    var story = world.play();

    assertThat(story.startedAt("app")).isGreaterThan(Duration.ofHours(2));
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_dependency_that_turns_unhealthy_before_the_start_delays_it() {
    var world =
        World.of(task("web", container("app").dependsOn("db", HEALTHY), container("db").checked()))
            .image("app", ScriptedImage.SERVICE.pulledIn(Duration.ofSeconds(20)))
            .image(
                "db",
                ScriptedImage.of(
                    SERVES
                        .turns(Health.HEALTHY, Duration.ofSeconds(5))
                        .turns(Health.UNHEALTHY, Duration.ofSeconds(10))
                        .turns(Health.HEALTHY, Duration.ofSeconds(60))));

    var story = world.play();

    assertThat(story.startedAt("app"))
        .isGreaterThan(story.startedAt("db").plus(Duration.ofSeconds(60)));
  }

  @Test
  void health_matters_no_more_once_the_dependent_runs() {
    var world =
        World.of(task("web", container("app").dependsOn("db", HEALTHY), container("db").checked()))
            .image(
                "db",
                ScriptedImage.of(
                    SERVES
                        .turns(Health.HEALTHY, Duration.ofSeconds(5))
                        .turns(Health.UNHEALTHY, Duration.ofSeconds(60))));

    var story = world.play();

    assertThat(story.isRunning("app")).isTrue();
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(story.health()).isEqualTo(Health.UNHEALTHY);
  }

  @Test
  void a_healthy_dependency_that_ends_is_waited_for_no_more() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("db", HEALTHY),
                    container("db").nonEssential().checked()))
            .image("db", ScriptedImage.of(SERVES.exits(0, Duration.ofSeconds(3))));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void all_conditions_hold_at_once() {
    var world =
        World.of(
                task(
                    "web",
                    container("app")
                        .dependsOn("init", SUCCESS)
                        .dependsOn("db", HEALTHY)
                        .dependsOn("log", START),
                    container("init").nonEssential(),
                    container("db").checked(),
                    container("log")))
            .image("init", ScriptedImage.of(SERVES.exits(0, Duration.ofSeconds(40))))
            .image("log", ScriptedImage.SERVICE.startedIn(Duration.ofSeconds(20)))
            .image("db", ScriptedImage.of(SERVES.turns(Health.HEALTHY, Duration.ofSeconds(60))));

    var story = world.play();

    assertThat(story.startedAt("app"))
        .isGreaterThan(story.startedAt("db").plus(Duration.ofSeconds(60)))
        .isGreaterThan(story.stoppedAt("init"))
        .isGreaterThan(story.startedAt("log"));
    assertThat(story.lines())
        .contains(
            "start web/00000001 app  because init is SUCCESS and db is HEALTHY and log is START");
  }

  @Test
  void what_nothing_orders_starts_at_once() {
    var world = World.of(task("web", container("a"), container("b"), container("c")));

    var story = world.play();

    assertThat(story.startedAt("b")).isEqualTo(story.startedAt("a"));
    assertThat(story.startedAt("c")).isEqualTo(story.startedAt("a"));
  }

  @Test
  void an_image_is_not_pulled_before_its_containers_turn() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", SUCCESS),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(0, Duration.ofMinutes(5))));

    var story = world.play();

    assertThat(story.begun(Action.PullImage.class, a -> a.image().text().equals("app")))
        .isGreaterThanOrEqualTo(story.stoppedAt("init"));
  }

  @Test
  void a_dependent_that_was_given_up_counts_as_complete_for_others() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("seed", COMPLETE),
                    container("seed").nonEssential().dependsOn("init", SUCCESS),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(1))));

    var story = world.play();

    assertThat(story.exitCode("seed")).hasValue(143);
    assertThat(story.isRunning("app")).isTrue();
  }

  @Test
  void a_dependent_that_was_given_up_fails_those_that_need_its_success() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("seed", SUCCESS),
                    container("seed").nonEssential().dependsOn("init", SUCCESS),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(1))));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.reason("app"))
        .hasValueSatisfying(reason ->
            assertThat(reason).contains("[seed(seed) (STOPPED->").contains(" - Exit: 143]"));
  }

  @Test
  void a_dependency_that_could_not_start_is_never_complete() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", COMPLETE),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.SERVICE.cannotBeCreated("no such runtime"));

    var story = world.play();

    assertThat(story.everStarted("app")).isFalse();
    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
  }

  @Test
  void a_dependency_that_could_not_start_never_counts_as_started() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("init", START),
                    container("init").nonEssential()))
            .image("init", ScriptedImage.SERVICE.cannotBeStarted("exec: not found"));

    var story = world.play();

    assertThat(story.everStarted("app")).isFalse();
    assertThat(story.exitCode("app")).hasValue(143);
  }

  @Test
  void what_can_never_hold_counts_before_what_may_still_come() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("db", HEALTHY).dependsOn("init", SUCCESS),
                    container("init").nonEssential(),
                    container("db").checked()))
            .image("init", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(1))));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.reason("app").orElse("")).contains("[init(init) (STOPPED->");
    assertThat(story.isOver()).isTrue();
  }
}
