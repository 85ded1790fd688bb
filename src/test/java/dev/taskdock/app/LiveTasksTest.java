package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.metadata.TaskView.ContainerView;
import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Locality;
import dev.taskdock.reconcile.Plan;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedEngine;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Health;
import dev.taskdock.state.Observed;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The view of a task that is made of what the loop knows and what the engine says.
@Timeout(60)
final class LiveTasksTest {
  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");
  private static final ImageReference IMAGE = new ImageReference("app");

  private final SimulatedEngine engine = new SimulatedEngine(_ -> ScriptedImage.SERVICE);
  private final LiveTasks tasks = new LiveTasks(engine, Locality.NOWHERE, () -> T0, _ -> {});
  private final Desired desired =
      new Desired(Map.of(taskId(1), WantedTask.of(task("web", container("app").checked()))), false);
  private Observed observed = Observed.NOTHING.accepting(desired, T0);

  @AfterEach
  void itIsClosed() {
    tasks.close();
    engine.close();
  }

  @Test
  void nothing_is_known_before_the_first_turn() {
    assertThat(tasks.task(taskId(1))).isEmpty();
    assertThat(tasks.at("172.17.0.2")).isEmpty();
  }

  @Test
  void a_task_is_known_by_its_id_its_address_and_its_credentials() {
    run();

    assertThat(tasks.task(taskId(1))).isPresent();
    assertThat(tasks.at("172.17.0.2")).isEqualTo(tasks.task(taskId(1)));
    assertThat(tasks.credentialed(tasks.credentialsId(taskId(1)))).isPresent();
    assertThat(tasks.credentialed("guessed")).isEmpty();
    assertThat(tasks.task(taskId(2))).isEmpty();
  }

  @Test
  void what_the_loop_does_not_keep_comes_from_the_engine_and_from_what_happened() {
    run();
    turn(
        new Event.ContainerHealthChanged(
            taskId(1), name("app"), Health.HEALTHY, Optional.empty(), T0.plusSeconds(5)));

    var view = tasks.task(taskId(1)).orElseThrow();

    var app = view.containers().getOrDefault(name("app"), ContainerView.UNKNOWN);
    assertThat(app.imageId()).hasValue("sha256:1");
    assertThat(app.detail().flatMap(d -> d.startedAt())).isPresent();
    assertThat(app.healthSince()).hasValue(T0.plusSeconds(5));
    assertThat(view.pulls().startedAt()).hasValue(T0);
    assertThat(view.pulls().stoppedAt()).hasValue(T0.plusSeconds(1));
    assertThat(view.attachment().orElseThrow().gateway()).isEqualTo("172.17.0.1");
    assertThat(view.attachment().orElseThrow().mac()).isPresent();
  }

  @Test
  void what_was_known_of_a_container_stays_known_when_it_is_gone() {
    var id = run();
    var before = detail();

    engine.remove(id);
    turn(
        new Event.ContainerHealthChanged(
            taskId(1), name("app"), Health.UNHEALTHY, Optional.empty(), T0));

    assertThat(before).isPresent();
    assertThat(detail()).isEqualTo(before);
  }

  @Test
  void what_a_container_uses_is_waited_for() {
    run();

    assertThat(tasks.usage(taskId(1), name("app")))
        .hasValueSatisfying(usage -> assertThat(usage.previous()).isPresent());
    assertThat(tasks.usage(taskId(1), name("other"))).isEmpty();
    assertThat(tasks.usage(taskId(2), name("app"))).isEmpty();
  }

  private Optional<ContainerDetail> detail() {
    return Optional.ofNullable(tasks.task(taskId(1)).orElseThrow().containers().get(name("app")))
        .flatMap(ContainerView::detail);
  }

  private String run() {
    engine.holds(IMAGE, ScriptedImage.of(Behaviour.SERVES));
    var holder = started("holder", new Networking.Attached("bridge", List.of()));
    var app = started("app", new Networking.Joined(holder));
    tasks.attachedTo("172.17.0.0/16");
    observed = observed.starting(List.of(new Activity(Activity.Verb.PULL, IMAGE.text())));
    turn();
    turn(
        new Event.ImagePulled(IMAGE, "sha256:1", T0.plusSeconds(1)),
        new Event.SandboxCreated(taskId(1), holder, T0),
        new Event.SandboxReady(taskId(1), "172.17.0.2", List.of(), T0),
        new Event.ContainerCreated(taskId(1), name("app"), app, T0),
        new Event.ContainerStarted(taskId(1), name("app"), T0.plusSeconds(2)));
    return app;
  }

  private void turn(Event... events) {
    observed = observed.after(List.of(events));
    tasks.turned(new Snapshot(desired, observed, List.of(events), Plan.NOTHING));
  }

  private String started(String name, Networking networking) {
    var id =
        engine.create(
            new ContainerSpec(
                name,
                IMAGE,
                Optional.empty(),
                Map.of(),
                Invocation.OF_IMAGE,
                Environment.EMPTY,
                networking,
                Limits.NONE,
                Optional.empty(),
                Surroundings.DEFAULT));
    engine.start(id);
    return id;
  }
}
