package dev.taskdock.reconcile;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Storage;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.VolumesFrom;
import dev.taskdock.state.Activity;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Health;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Single decisions over a world that is written down.
final class ReconcilerTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Sandbox MADE = new Sandbox.Created("holder");
  private static final Sandbox READY = new Sandbox.Ready("holder", "10.128.0.2", List.of());
  private static final ContainerState CREATED = new ContainerState.Created("id");
  private static final ContainerState RUNNING =
      new ContainerState.Running("id", T0, Health.UNKNOWN);

  @Test
  void the_namespace_and_the_images_are_asked_for_at_once() {
    var wanted = WantedTask.of(task("web", container("app"), container("db")));

    var plan = decide(wanted, known(wanted, new Sandbox.Absent(), Map.of()));

    assertThat(plan.actions())
        .extracting(action -> action.activity().verb())
        .containsExactly(Activity.Verb.CREATE_SANDBOX, Activity.Verb.PULL, Activity.Verb.PULL);
  }

  @Test
  void a_container_is_made_while_the_namespace_is_on_its_way() {
    var wanted = WantedTask.of(task("web", container("app")));

    var plan = decide(wanted, holding("app", known(wanted, MADE, Map.of())));

    assertThat(plan.actions())
        .extracting(action -> action.activity().verb())
        .containsExactly(Activity.Verb.START_SANDBOX, Activity.Verb.CREATE);
  }

  @Test
  void a_container_does_not_start_before_the_namespace_is_ready() {
    var wanted = WantedTask.of(task("web", container("app")));

    var plan = decide(wanted, known(wanted, MADE, Map.of("app", CREATED)));

    assertThat(plan.actions()).doesNotHaveAnyElementsOfTypes(Action.StartContainer.class);
    assertThat(plan.holds())
        .containsExactly(new Hold(taskId(1), name("app"), new Waiting.ForSandbox()));
  }

  @Test
  void a_container_is_made_once_the_sibling_whose_volumes_it_gets_exists() {
    var storage =
        new Storage(List.of(), List.of(new VolumesFrom(name("db"), false)), List.of(), false);
    var wanted =
        WantedTask.of(
            task(
                "web",
                container("app").from("same").storage(storage),
                container("db").from("same")));

    var before = decide(wanted, holding("same", known(wanted, MADE, Map.of())));
    var after = decide(wanted, holding("same", known(wanted, MADE, Map.of("db", CREATED))));

    assertThat(created(before)).containsExactly(name("db"));
    assertThat(before.holds())
        .containsExactly(new Hold(taskId(1), name("app"), new Waiting.ForVolumes(name("db"))));
    assertThat(created(after)).containsExactly(name("app"));
  }

  @Test
  void what_is_in_flight_is_not_asked_for_again() {
    var wanted = WantedTask.of(task("web", container("app")));
    var start = Event.activity(Activity.Verb.START, taskId(1), name("app"));

    var plan = decide(wanted, known(wanted, READY, Map.of("app", CREATED)).starting(Set.of(start)));

    assertThat(plan.actions()).isEmpty();
  }

  @Test
  void one_image_of_two_containers_is_asked_for_once() {
    var wanted =
        WantedTask.of(task("web", container("a").from("same"), container("b").from("same")));

    var plan = decide(wanted, known(wanted, READY, Map.of()));

    assertThat(plan.actions()).singleElement().isInstanceOf(Action.PullImage.class);
  }

  @Test
  void the_plan_wakes_at_the_earliest_start_timeout() {
    var wanted =
        WantedTask.of(
            task(
                "web",
                container("a").dependsOn("slow", HEALTHY),
                container("b").dependsOn("quick", HEALTHY),
                container("slow").checked().startTimeout(Duration.ofSeconds(90)),
                container("quick").checked().startTimeout(Duration.ofSeconds(20))));

    var plan = decide(wanted, known(wanted, READY, Map.of("slow", RUNNING, "quick", RUNNING)));

    assertThat(plan.wakeAt()).hasValue(T0.plusSeconds(20));
  }

  @Test
  void a_stop_asks_dependents_first_and_says_what_the_rest_waits_for() {
    var wanted =
        WantedTask.of(task("web", container("app").dependsOn("db", START), container("db")))
            .stopping(StopRequest.byUser(T0));

    var plan = decide(wanted, known(wanted, READY, Map.of("app", RUNNING, "db", RUNNING)));

    assertThat(plan.actions())
        .containsExactly(
            new Action.StopContainer(
                taskId(1),
                name("app"),
                "id",
                Duration.ofSeconds(30),
                "nothing that runs depends on it"));
    assertThat(plan.holds())
        .containsExactly(
            new Hold(taskId(1), name("db"), new Waiting.ForDependents(List.of(name("app")))));
  }

  @Test
  void force_kills_all_that_runs() {
    var wanted =
        WantedTask.of(task("web", container("app").dependsOn("db", START), container("db")))
            .stopping(StopRequest.byUser(T0).forced());

    var plan = decide(wanted, known(wanted, READY, Map.of("app", RUNNING, "db", RUNNING)));

    assertThat(plan.actions()).hasSize(2).hasOnlyElementsOfType(Action.KillContainer.class);
  }

  @Test
  void what_was_made_but_never_ran_is_removed_without_a_signal() {
    var wanted = WantedTask.of(task("web", container("app"))).stopping(StopRequest.byUser(T0));

    var plan = decide(wanted, known(wanted, READY, Map.of("app", CREATED)));

    assertThat(plan.actions())
        .containsExactly(
            new Action.RemoveSandbox(
                taskId(1),
                Optional.of("holder"),
                List.of("id"),
                false,
                "all of its containers have stopped"));
  }

  @Test
  void a_lost_engine_is_asked_nothing() {
    var wanted = WantedTask.of(task("web", container("app")));
    var known = new Observed(Map.of(), Map.of(), Set.of(), Optional.of("gone"));

    var plan = decide(wanted, known);

    assertThat(plan).isEqualTo(Plan.NOTHING);
  }

  @Test
  void every_waiting_has_its_words() {
    var waits =
        List.of(
            new Waiting.ForSandbox(),
            new Waiting.ForImage(new ImageReference("app:1")),
            new Waiting.ForVolumes(name("db")),
            new Waiting.ForDependency(name("db"), HEALTHY, Optional.empty()),
            new Waiting.ForDependents(List.of(name("a"), name("b"))));

    assertThat(waits)
        .extracting(Waiting::words)
        .containsExactly(
            "the task's network namespace",
            "image app:1",
            "the volumes of db",
            "db HEALTHY",
            "a, b to stop");
  }

  /// The containers that are made now.
  private static List<ContainerName> created(Plan plan) {
    return plan.actions().stream()
        .filter(Action.CreateContainer.class::isInstance)
        .map(Action.CreateContainer.class::cast)
        .map(Action.CreateContainer::container)
        .toList();
  }

  private static Plan decide(WantedTask wanted, Observed observed) {
    return Reconciler.decide(new Desired(Map.of(taskId(1), wanted), false), observed, T0);
  }

  private static Observed known(
      WantedTask wanted, Sandbox sandbox, Map<String, ContainerState> states) {
    TaskDefinition definition = wanted.definition();
    var containers = new TreeMap<ContainerName, ContainerState>();
    definition.containers().forEach(c -> containers.put(c.name(), new ContainerState.Absent()));
    states.forEach((container, state) -> containers.put(name(container), state));
    var task = new Task(taskId(1), sandbox, containers, Map.of(), T0);
    return new Observed(Map.of(taskId(1), task), Map.of(), Set.of(), Optional.empty());
  }

  private static Observed holding(String image, Observed observed) {
    return observed.after(new Event.ImagePulled(new ImageReference(image), "sha256:1", T0));
  }
}
