package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.SecretReference;
import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.Faults;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What happens when something cannot be had, made or started.
final class FailedStartScenarioTest {
  private static final String PULL = "CannotPullContainerError: app:1 not found";

  @Test
  void an_essential_image_that_cannot_be_pulled_fails_the_task() {
    var world =
        World.of(task("web", container("app"), container("db")))
            .image("app", ScriptedImage.SERVICE.cannotBePulled("app:1 not found"));

    var story = world.play();

    assertThat(story.reason("app")).hasValue(PULL);
    assertThat(story.exitCode("app")).isEmpty();
    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(story.stop().reason()).isEqualTo(PULL);
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_non_essential_image_that_cannot_be_pulled_leaves_the_task_running() {
    var world =
        World.of(task("web", container("app"), container("side").nonEssential()))
            .image("side", ScriptedImage.SERVICE.cannotBePulled("not found"));

    var story = world.play();

    assertThat(story.reason("side")).hasValue("CannotPullContainerError: not found");
    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void credentials_may_get_an_image_that_others_could_not() {
    var world =
        World.of(
                task(
                    "web",
                    container("side").from("app").nonEssential(),
                    container("app").pulledAs("registry"),
                    container("last").from("app").pulledAs("other").nonEssential()))
            .image("app", ScriptedImage.SERVICE.cannotBePulled("app:1 not found"));

    var story = world.play();

    assertThat(
            story
                .actions()
                .filter(Action.PullImage.class::isInstance)
                .map(Action.PullImage.class::cast))
        .extracting(pull -> pull.credentials().map(SecretReference.Asm::text).orElse("nobody"))
        .containsExactly("nobody", "registry", "other");
    assertThat(story.reason("app")).hasValue(PULL);
  }

  @Test
  void what_depends_on_an_image_that_cannot_be_pulled_is_given_up() {
    var world =
        World.of(
                task(
                    "web",
                    container("app").dependsOn("side", START),
                    container("side").nonEssential()))
            .image("side", ScriptedImage.SERVICE.cannotBePulled("not found"));

    var story = world.play();

    assertThat(story.exitCode("app")).hasValue(143);
    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
  }

  @Test
  void an_essential_container_that_cannot_be_made_fails_the_task() {
    var world =
        World.of(task("web", container("app"), container("db")))
            .image("app", ScriptedImage.SERVICE.cannotBeCreated("invalid mount"));

    var story = world.play();

    assertThat(story.reason("app")).hasValue("CannotCreateContainerError: invalid mount");
    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(story.stop().reason()).isEqualTo("CannotCreateContainerError: invalid mount");
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void an_essential_container_that_cannot_be_started_fails_the_task() {
    var world =
        World.of(task("web", container("app"), container("db")))
            .image("app", ScriptedImage.SERVICE.cannotBeStarted("exec: \"nope\": not found"));

    var story = world.play();

    assertThat(story.reason("app"))
        .hasValue("CannotStartContainerError: exec: \"nope\": not found");
    assertThat(story.exitCode("app")).isEmpty();
    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(story.exitCode("db")).hasValue(143);
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void a_non_essential_container_that_cannot_be_started_leaves_the_task_running() {
    var world =
        World.of(task("web", container("app"), container("side").nonEssential()))
            .image("side", ScriptedImage.SERVICE.cannotBeStarted("exec: not found"));

    var story = world.play();

    assertThat(story.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_namespace_that_cannot_be_made_fails_the_task_before_any_container() {
    var world = World.of(task("web", container("app"))).faults(failing(Action.CreateSandbox.class));

    var story = world.play();

    assertThat(story.stop().code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(story.stop().reason()).isEqualTo("ContainerNetworkingError: no room");
    assertThat(story.actions()).noneMatch(Action.CreateContainer.class::isInstance);
    assertThat(story.task().sandbox()).isInstanceOf(Sandbox.Removed.class);
  }

  @Test
  void a_namespace_whose_rules_do_not_load_fails_the_task_before_any_start() {
    var world = World.of(task("web", container("app"))).faults(failing(Action.StartSandbox.class));

    var story = world.play();

    assertThat(story.stop().reason()).isEqualTo("ContainerNetworkingError: no room");
    assertThat(story.actions()).noneMatch(Action.StartContainer.class::isInstance);
    assertThat(story.isOver()).isTrue();
  }

  @Test
  void an_image_that_several_tasks_lack_is_asked_for_once() {
    var definition = task("web", container("app"));
    var world =
        World.of(definition)
            .with(definition)
            .image("app", ScriptedImage.SERVICE.cannotBePulled("app:1 not found"));

    var story = world.play();

    assertThat(story.actions()).filteredOn(Action.PullImage.class::isInstance).hasSize(1);
    assertThat(story.isOver()).isTrue();
  }

  private static Faults failing(Class<? extends Action> kind) {
    return new OneKind(kind);
  }

  /// The engine refuses one kind of action.
  private record OneKind(Class<? extends Action> kind) implements Faults {
    @Override
    public Optional<String> failure(Action action) {
      return kind.isInstance(action) ? Optional.of("no room") : Optional.empty();
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }
  }
}
