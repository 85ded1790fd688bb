package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.COMPLETE;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.TaskDefinition;
import dev.taskdock.reconcile.Action;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.simulation.Faults;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How a task is stopped.
final class StopScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @Test
  void a_task_is_stopped_by_its_user() {
    var world = World.of(task("web", container("app"))).after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.stop().code()).isEqualTo(StopCode.USER_INITIATED);
    assertThat(story.stop().reason()).isEqualTo("Task stopped by user");
    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.task().sandbox()).isInstanceOf(Sandbox.Removed.class);
    assertThat(story.status()).isEqualTo(TaskStatus.STOPPED);
  }

  @Test
  void a_dependency_is_asked_to_stop_once_its_dependents_have_stopped() {
    var slow = ScriptedImage.of(SERVES.onTermExits(0, Duration.ofSeconds(10)));
    var world =
        World.of(chain())
            .image("web", slow)
            .image("app", slow)
            .image("db", slow)
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.askedToStop("web")).isEqualTo(LATER);
    assertThat(story.askedToStop("app")).isEqualTo(story.stoppedAt("web"));
    assertThat(story.askedToStop("db")).isEqualTo(story.stoppedAt("app"));
    assertThat(story.stoppedAt("db")).isEqualTo(LATER.plusSeconds(30));
  }

  @Test
  void what_nothing_depends_on_stops_at_once() {
    var world =
        World.of(task("web", container("a"), container("b"), container("c")))
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.askedToStop("a")).isEqualTo(LATER);
    assertThat(story.askedToStop("b")).isEqualTo(LATER);
    assertThat(story.askedToStop("c")).isEqualTo(LATER);
  }

  @Test
  void each_container_has_a_stop_timeout_of_its_own() {
    var deaf = ScriptedImage.of(SERVES.ignoresTerm());
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("db", START).stopTimeout(Duration.ofSeconds(120)),
                    container("db").stopTimeout(Duration.ofSeconds(7))))
            .image("app", deaf)
            .image("db", deaf)
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.stoppedAt("app")).isEqualTo(LATER.plusSeconds(120));
    assertThat(story.stoppedAt("db")).isEqualTo(LATER.plusSeconds(127));
    assertThat(story.exitCode("app")).hasValue(137);
    assertThat(story.exitCode("db")).hasValue(137);
  }

  @Test
  void the_stop_timeout_is_thirty_seconds_where_none_is_given() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.of(SERVES.ignoresTerm()))
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.stoppedAt("app")).isEqualTo(LATER.plusSeconds(30));
  }

  @Test
  void a_container_whose_stop_is_held_back_runs_on_and_says_why() {
    var world =
        World.of(task("web", container("app").dependsOn("db", START), container("db")))
            .image("app", ScriptedImage.of(SERVES.onTermExits(0, Duration.ofSeconds(10))))
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.lines()).contains("hold web/00000001 db  for app to stop");
    assertThat(
            story.turns().stream()
                .flatMap(t -> t.snapshot().plan().holds().stream())
                .filter(h -> h.waiting() instanceof Waiting.ForDependents))
        .allSatisfy(h -> assertThat(h.container()).isEqualTo(name("db")));
  }

  @Test
  void the_end_of_a_container_whose_stop_is_held_back_is_accepted() {
    var world =
        World.of(task("web", container("app").dependsOn("db", START), container("db")))
            .image("app", ScriptedImage.of(SERVES.onTermExits(0, Duration.ofSeconds(20))))
            .image("db", ScriptedImage.of(SERVES.exits(4, LATER)))
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.exitCode("db")).hasValue(4);
    assertThat(story.actions())
        .noneMatch(a -> a instanceof Action.StopContainer s && s.container().equals(name("db")));
    assertThat(story.stop().code()).isEqualTo(StopCode.USER_INITIATED);
  }

  @Test
  void the_reverse_order_holds_also_after_an_essential_exit() {
    var world =
        World.of(
                task(
                    "web",
                    container("app"),
                    container("proxy").nonEssential().dependsOn("log", START),
                    container("log").nonEssential()))
            .image("app", ScriptedImage.of(SERVES.exits(1, LATER)))
            .image("proxy", ScriptedImage.of(SERVES.onTermExits(0, Duration.ofSeconds(9))));

    var story = world.play();

    assertThat(story.askedToStop("proxy")).isEqualTo(story.stoppedAt("app"));
    assertThat(story.askedToStop("log")).isEqualTo(story.stoppedAt("proxy"));
    assertThat(story.stop().code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
  }

  @Test
  void a_second_request_kills_everything_at_once() {
    var deaf = ScriptedImage.of(SERVES.ignoresTerm());
    var world =
        World.of(chain())
            .image("web", deaf)
            .image("app", deaf)
            .image("db", deaf)
            .after(LATER, World.Live::stop)
            .after(LATER.plusSeconds(3), World.Live::kill);

    var story = world.play();

    for (var container : List.of("web", "app", "db")) {
      assertThat(story.stoppedAt(container)).isEqualTo(LATER.plusSeconds(3));
      assertThat(story.exitCode(container)).hasValue(137);
    }
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_second_request_adds_nothing_but_force() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.of(SERVES.ignoresTerm()))
            .after(LATER, World.Live::stop)
            .after(LATER.plusSeconds(3), World.Live::stop)
            .after(LATER.plusSeconds(5), World.Live::kill);

    var story = world.play();

    assertThat(story.stop().at()).isEqualTo(SimulatedTimeline.BEGINNING.plus(LATER));
    assertThat(story.stop().code()).isEqualTo(StopCode.USER_INITIATED);
    assertThat(story.actions()).filteredOn(Action.StopContainer.class::isInstance).hasSize(1);
    assertThat(story.stoppedAt("app")).isEqualTo(LATER.plusSeconds(5));
  }

  @Test
  void a_stop_before_anything_was_made_makes_nothing() {
    var world = World.of(task("web", container("app"))).after(Duration.ZERO, World.Live::stop);

    var story = world.play();

    assertThat(story.actions()).noneMatch(Action.CreateContainer.class::isInstance);
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_stop_during_a_pull_does_not_wait_for_it() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.SERVICE.pulledIn(Duration.ofHours(1)))
            .after(Duration.ofSeconds(10), World.Live::stop);

    var story = world.play();

    assertThat(story.isOver()).isTrue();
    assertThat(story.turns().getLast().at()).isLessThan(Duration.ofSeconds(11));
    assertThat(story.everStarted("app")).isFalse();
  }

  @Test
  void a_container_that_is_being_made_when_the_stop_comes_never_starts() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.SERVICE.createdIn(Duration.ofSeconds(20)))
            .after(Duration.ofSeconds(10), World.Live::stop);

    var story = world.play();

    assertThat(story.actions()).noneMatch(Action.StartContainer.class::isInstance);
    assertThat(story.actions())
        .filteredOn(Action.RemoveSandbox.class::isInstance)
        .singleElement()
        .satisfies(a -> assertThat(((Action.RemoveSandbox) a).containers()).hasSize(1));
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_container_that_is_being_started_when_the_stop_comes_is_stopped_after_that() {
    var world =
        World.of(task("web", container("app")))
            .image("app", ScriptedImage.SERVICE.startedIn(Duration.ofSeconds(20)))
            .after(Duration.ofSeconds(10), World.Live::stop);

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.askedToStop("app")).isEqualTo(story.startedAt("app"));
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_dependency_of_a_container_that_is_being_started_is_stopped_after_that_container() {
    var world =
        World.of(task("web", container("app").dependsOn("db", START), container("db")))
            .image("app", ScriptedImage.SERVICE.startedIn(Duration.ofSeconds(20)))
            .after(Duration.ofSeconds(10), World.Live::stop);

    var story = world.play();

    assertThat(story.startedAt("app")).isGreaterThan(Duration.ofSeconds(10));
    assertThat(story.askedToStop("db")).isEqualTo(story.stoppedAt("app"));
  }

  @Test
  void a_namespace_that_is_being_made_when_the_stop_comes_is_removed_after_that() {
    var world =
        World.of(task("web", container("app"))).after(Duration.ofMillis(50), World.Live::stop);

    var story = world.play();

    assertThat(story.actions())
        .filteredOn(Action.RemoveSandbox.class::isInstance)
        .singleElement()
        .satisfies(a -> assertThat(((Action.RemoveSandbox) a).holderId()).isPresent());
  }

  @Test
  void a_container_that_was_waiting_when_the_stop_came_gets_no_signal_and_no_code() {
    var world =
        World.of(task("web", container("app").dependsOn("init", COMPLETE), container("init")))
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.everStarted("app")).isFalse();
    assertThat(story.actions())
        .noneMatch(a -> a instanceof Action.StopContainer s && s.container().equals(name("app")));
    assertThat(story.state("app").word()).isEqualTo("STOPPED");
    assertThat(story.exitCode("app")).isEmpty();
    assertThat(story.reason("app")).isEmpty();
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void the_namespace_is_the_last_to_go() {
    var world =
        World.of(chain())
            .image("db", ScriptedImage.of(SERVES.onTermExits(0, Duration.ofSeconds(20))))
            .after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.begun(Action.RemoveSandbox.class, _ -> true)).isEqualTo(story.stoppedAt("db"));
  }

  @Test
  void ended_containers_stay_when_they_are_to_be_kept() {
    var world = World.of(task("web", container("app"))).keep().after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.actions())
        .filteredOn(Action.RemoveSandbox.class::isInstance)
        .singleElement()
        .satisfies(a -> assertThat(((Action.RemoveSandbox) a).keep()).isTrue());
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_container_that_cannot_be_stopped_is_said_to_be_so_and_does_not_hold_up_the_end() {
    var world =
        World.of(task("web", container("app"))).faults(new NoStop()).after(LATER, World.Live::stop);

    var story = world.play();

    assertThat(story.reason("app")).hasValue("CannotStopContainerError: permission denied");
    assertThat(story.isOver()).isTrue();
  }

  private static TaskDefinition chain() {
    return task(
        "web",
        container("web").dependsOn("app", START),
        container("app").dependsOn("db", START),
        container("db"));
  }

  /// The engine refuses every stop.
  private record NoStop() implements Faults {
    @Override
    public Optional<String> failure(Action action) {
      return action instanceof Action.StopContainer
          ? Optional.of("permission denied")
          : Optional.empty();
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }
  }
}
