package dev.taskdock.control;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.NetworkSpec;
import dev.taskdock.launch.Owner;
import dev.taskdock.launch.Publishing;
import dev.taskdock.launch.Sandboxes;
import dev.taskdock.launch.Terms;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.MountPoint;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.Storage;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.TaskSize;
import dev.taskdock.model.Volume;
import dev.taskdock.model.VolumesFrom;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedEngine;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Health;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The loop at an engine: performer, keeper of namespaces and translator of events together.
@Timeout(60)
final class EngineLoopTest {
  private static final Owner OWNER = new Owner("shop", "0a1b2c", "taskdef.json", false);
  private static final ImageReference HOLDER = new ImageReference("taskdock/holder:test");

  private final SimulatedEngine engine = new SimulatedEngine(_ -> ScriptedImage.SERVICE);
  private final LiveTimeline timeline = new LiveTimeline(Clock.systemUTC());
  private final List<String> removed = new ArrayList<>();
  private final List<TaskStatus> statuses = new ArrayList<>();
  private boolean stopped;

  private Provisioner provisioner = Provisioner.NONE;
  private TaskCgroups cgroups = TaskCgroups.NONE;

  @AfterEach
  void itIsClosed() {
    engine.close();
  }

  @Test
  void a_task_starts_runs_and_leaves_nothing_behind() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES);
    holds("db", SERVES.turns(Health.HEALTHY, Duration.ofMillis(20)));
    var definition =
        task("web", container("app").port(80).dependsOn("db", HEALTHY), container("db").checked());

    var observed = run(definition, this::stopOnceItRuns);

    assertThat(statuses)
        .containsSubsequence(TaskStatus.PROVISIONING, TaskStatus.RUNNING, TaskStatus.STOPPED);
    assertThat(stop(definition, observed).code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(code(observed, "app")).hasValue(143);
    assertThat(engine.containers(Map.of(Labels.RUN, ""))).isEmpty();
    assertThat(engine.networks(Map.of(Labels.RUN, ""))).isEmpty();
    assertThat(removed).containsExactly(taskId(1).id());
  }

  @Test
  void a_task_has_its_volumes_while_it_runs() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES);
    var mount = new MountPoint("data", "/data", false);
    var definition =
        task(
            "web",
            container("app").storage(new Storage(List.of(mount), List.of(), List.of(), false)));
    var seen = new ArrayList<String>();

    run(
        withVolume(definition, "data"),
        live -> {
          if (live.runs()) {
            engine.volumes(Map.of(Labels.TASK, taskId(1).id())).forEach(v -> seen.add(v.name()));
          }
          stopOnceItRuns(live);
        });

    assertThat(seen).containsOnly("taskdock-shop-00000001-data");
    assertThat(engine.volumes(Map.of())).isEmpty();
  }

  @Test
  void a_container_gets_the_volumes_of_a_sibling_that_is_listed_later()
      throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.exits(0, Duration.ofMillis(10)));
    holds("db", SERVES);
    var from = new VolumesFrom(name("db"), true);
    var definition =
        task(
            "web",
            container("app").storage(new Storage(List.of(), List.of(from), List.of(), false)),
            container("db").nonEssential());

    var observed = run(definition, _ -> {});

    assertThat(code(observed, "app")).hasValue(0);
  }

  @Test
  void the_control_group_of_a_task_is_made_for_its_size_and_removed() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.exits(0, Duration.ofMillis(10)));
    holds("side", SERVES);
    var size = new TaskSize(new CpuUnits(256), new Mebibytes(512));
    var calls = new ArrayList<String>();
    cgroups =
        new TaskCgroups() {
          @Override
          public Optional<String> create(TaskId task, TaskSize size) {
            calls.add("create " + size.memory());
            return Optional.of("/group");
          }

          @Override
          public void capCpu(TaskId task, TaskSize size) {
            calls.add("cap " + size.cpu());
          }

          @Override
          public void remove(TaskId task) {
            calls.add("remove");
          }
        };

    run(
        task("web", container("app"), container("side").nonEssential()).withSize(Optional.of(size)),
        _ -> {});

    assertThat(calls).startsWith("create 512", "cap 256").endsWith("remove");
  }

  @Test
  void the_end_of_an_essential_container_ends_the_task() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.exits(3, Duration.ofMillis(30)));
    holds("side", SERVES);

    var definition = task("web", container("app"), container("side").nonEssential());
    var observed = run(definition, _ -> {});

    assertThat(code(observed, "app")).hasValue(3);
    assertThat(stop(definition, observed).code()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
  }

  @Test
  void what_its_restart_policy_covers_is_started_again_whoever_is_heard_first()
      throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.exitsBeforeStartReturns(4));
    var definition = task("job", container("app").restarts(Duration.ZERO));
    var restarts = new AtomicInteger();

    var observed =
        run(
            definition,
            live -> {
              restarts.set(
                  live.snapshot().observed().task(taskId(1)).restarts(name("app")).count());
              if (restarts.get() >= 3) {
                stop(live.loop());
              }
            });

    assertThat(restarts).hasValueGreaterThanOrEqualTo(3);
    assertThat(code(observed, "app")).hasValue(4);
  }

  @Test
  void a_process_that_ends_before_its_start_returns_is_not_lost() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.exitsBeforeStartReturns(4));

    var observed = run(task("job", container("app")), _ -> {});

    assertThat(code(observed, "app")).hasValue(4);
  }

  @Test
  void memory_as_the_reason_is_asked_of_the_engine() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.runsOutOfMemory(Duration.ofMillis(10)));

    var observed = run(task("job", container("app")), _ -> {});

    assertThat(observed.task(taskId(1)).container(name("app")))
        .isInstanceOfSatisfying(
            ContainerState.Stopped.class,
            ended ->
                assertThat(ended.reason())
                    .hasValue("OutOfMemoryError: Container killed due to memory usage"));
  }

  @Test
  void an_image_that_is_nowhere_fails_the_task_in_ecs_words() throws InterruptedException {
    holderSays(Sandboxes.READY);
    var definition = task("web", container("absent"));

    var observed = run(definition, _ -> {});

    assertThat(stop(definition, observed).code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(stop(definition, observed).reason()).startsWith("CannotPullContainerError: ");
    assertThat(engine.containers(Map.of(Labels.RUN, ""))).isEmpty();
  }

  @Test
  void a_container_the_engine_does_not_make_fails_the_task_in_ecs_words()
      throws InterruptedException {
    holderSays(Sandboxes.READY);
    engine.holds(
        new ImageReference("app"),
        quick(ScriptedImage.of(SERVES)).cannotBeCreated("invalid mount config"));
    var definition = task("web", container("app"));

    var observed = run(definition, _ -> {});

    assertThat(stop(definition, observed).reason())
        .isEqualTo("CannotCreateContainerError: invalid mount config");
  }

  @Test
  void a_container_the_engine_does_not_start_fails_the_task_in_ecs_words()
      throws InterruptedException {
    holderSays(Sandboxes.READY);
    engine.holds(
        new ImageReference("app"),
        quick(ScriptedImage.of(SERVES)).cannotBeStarted("exec: \"nope\": not found"));
    var definition = task("web", container("app"));

    var observed = run(definition, _ -> {});

    assertThat(stop(definition, observed).reason())
        .isEqualTo("CannotStartContainerError: exec: \"nope\": not found");
  }

  @Test
  void a_holder_whose_rules_do_not_load_fails_the_task_with_its_words()
      throws InterruptedException {
    holderSays("nft: operation not permitted");
    holds("app", SERVES);
    var definition = task("web", container("app"));

    var observed = run(definition, _ -> {});

    assertThat(stop(definition, observed))
        .satisfies(stop -> {
          assertThat(stop.code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
          assertThat(stop.reason())
              .isEqualTo("ContainerNetworkingError: nft: operation not permitted");
        });
    assertThat(observed.task(taskId(1)).sandbox()).isInstanceOf(Sandbox.Removed.class);
  }

  @Test
  void a_holder_image_that_is_missing_is_built() throws InterruptedException {
    holds("app", SERVES.exits(0, Duration.ZERO));

    var observed = run(task("job", container("app")), _ -> {});

    assertThat(code(observed, "app")).hasValue(0);
    assertThat(engine.image(HOLDER)).isPresent();
  }

  @Test
  void a_port_that_is_taken_fails_the_task() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES);
    var asked = new Publishing.Asked(OptionalInt.of(8080), 80, Protocol.TCP);
    var definition = task("web", container("app"));
    var publishing = new Publishing(false, List.of(asked, asked));

    var observed = run(definition, publishing, _ -> {});

    assertThat(stop(definition, observed).reason())
        .startsWith("ContainerNetworkingError: ")
        .contains("8080");
  }

  @Test
  void what_cannot_be_had_from_elsewhere_fails_the_task_before_anything_is_made()
      throws InterruptedException {
    var reason =
        "ResourceInitializationError: unable to pull secrets or registry auth: no such one";
    provisioner =
        new Provisioner() {
          @Override
          public void prepare(TaskId task, TaskDefinition definition) {
            throw new ProvisionException(reason);
          }

          @Override
          public Environment environment(TaskId task, ContainerDefinition container) {
            return container.environment();
          }
        };
    holds("app", SERVES);
    var definition = task("web", container("app"));

    var observed = run(definition, _ -> {});

    assertThat(stop(definition, observed).code()).isEqualTo(StopCode.TASK_FAILED_TO_START);
    assertThat(stop(definition, observed).reason()).isEqualTo(reason);
    assertThat(removed).containsExactly(taskId(1).id());
    assertThat(engine.containers(Map.of(Labels.RUN, ""))).isEmpty();
  }

  @Test
  void a_holder_that_ends_stops_the_task() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES);
    var definition = task("web", container("app"));

    var observed = run(definition, this::killTheHolderOnceItRuns);

    assertThat(stop(definition, observed).code()).isEqualTo(StopCode.INFRASTRUCTURE_HEALTH);
    assertThat(engine.containers(Map.of(Labels.RUN, ""))).isEmpty();
  }

  @Test
  void a_stop_asked_for_through_the_holder_is_heard() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.onTermExits(0, Duration.ofMillis(10)));

    var observed = run(task("web", container("app")), this::signalTheHolderOnceItRuns);

    assertThat(stopped).isTrue();
    assertThat(code(observed, "app")).hasValue(0);
  }

  @Test
  void a_subnet_that_somebody_else_has_is_passed_over() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.exits(0, Duration.ZERO));
    var other =
        new NetworkSpec("other", Optional.of("10.128.0.0/10"), OptionalInt.empty(), Map.of());
    String id = engine.createNetwork(other);

    var observed = run(task("job", container("app")), _ -> {});

    assertThat(code(observed, "app")).hasValue(0);
    engine.removeNetwork(id);
  }

  @Test
  void an_engine_that_is_lost_ends_the_loop() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES);

    var observed = run(task("web", container("app")), this::loseTheEngineOnceItRuns);

    assertThat(observed.engineLost()).hasValue("the engine does not answer");
  }

  @Test
  void dependents_are_stopped_first_at_an_engine_too() throws InterruptedException {
    holderSays(Sandboxes.READY);
    holds("app", SERVES.onTermExits(0, Duration.ofMillis(50)));
    holds("db", SERVES);
    var definition = task("web", container("app").dependsOn("db", START), container("db"));

    var observed = run(definition, this::stopOnceItRuns);

    assertThat(endOf(observed, "db").at()).isAfterOrEqualTo(endOf(observed, "app").at());
  }

  private Observed run(TaskDefinition definition, Consumer<Live> onTurn)
      throws InterruptedException {
    return run(definition, new Publishing(false, List.of()), onTurn);
  }

  /// A turn of a loop that can still be changed.
  private record Live(Loop loop, Snapshot snapshot) {
    boolean runs() {
      return snapshot.observed().status(taskId(1), snapshot.desired().task(taskId(1)))
          == TaskStatus.RUNNING;
    }
  }

  private Observed run(TaskDefinition definition, Publishing publishing, Consumer<Live> onTurn)
      throws InterruptedException {
    var wanted = Map.of(taskId(1), WantedTask.of(definition));
    var setting =
        new SandboxKeeper.Setting(
            new Holder(),
            () -> publishing,
            () -> Terms.NONE,
            cgroups,
            engine::networks,
            List::of,
            _ -> false,
            _ -> Optional.empty(),
            _ -> Map.of());
    var loops = new ArrayList<Loop>();
    try (var sandboxes =
            new SandboxKeeper(engine, timeline, OWNER, setting, id -> removed.add(id.id()));
        var _ =
            engine.events(
                Map.of(Labels.RUN, OWNER.run()),
                new EngineEvents(engine, timeline, _ -> stop(loops.getFirst())),
                lost ->
                    timeline.post(
                        new Event.EngineLost(lost.failure().message(), timeline.now())))) {
      var performer =
          new EnginePerformer(
              engine,
              timeline,
              (image, _, platform) ->
                  engine
                      .image(image)
                      .orElseGet(() ->
                          engine.pull(
                              image, Optional.of(platform.platform()), Optional.empty(), _ -> {})),
              sandboxes,
              provisioner,
              _ -> definition,
              HookTargets.NONE,
              EnginePerformer.Listener.NONE);
      loops.add(
          new Loop(
              timeline,
              performer,
              snapshot -> {
                statuses.add(snapshot.observed().status(taskId(1), wanted(snapshot)));
                onTurn.accept(new Live(loops.getFirst(), snapshot));
              },
              new Desired(wanted, false),
              Observed.NOTHING));
      return loops.getFirst().run();
    }
  }

  private void stopOnceItRuns(Live live) {
    if (live.runs() && !stopped) {
      stop(live.loop());
    }
  }

  private void killTheHolderOnceItRuns(Live live) {
    if (live.runs() && !stopped) {
      stopped = true;
      engine.signal(holder(), "KILL");
    }
  }

  private void signalTheHolderOnceItRuns(Live live) {
    if (live.runs() && !stopped) {
      engine.signal(holder(), EngineEvents.STOP_SIGNAL);
    }
  }

  private void loseTheEngineOnceItRuns(Live live) {
    if (live.runs()) {
      engine.lose();
    }
  }

  private void stop(Loop loop) {
    stopped = true;
    loop.want(desired -> desired.stopping(StopRequest.byUser(timeline.now())));
  }

  private String holder() {
    return engine.containers(Map.of(Labels.ROLE, "holder")).getFirst().id();
  }

  private static TaskDefinition withVolume(TaskDefinition definition, String name) {
    return new TaskDefinition(
        definition.family(),
        definition.revision(),
        definition.size(),
        definition.platform(),
        definition.containers(),
        List.of(new Volume(name, new Volume.Kind.TaskScoped())),
        definition.options());
  }

  private void holderSays(String line) {
    engine.holds(HOLDER, quick(ScriptedImage.of(SERVES.prints(List.of(line)))));
  }

  private void holds(String image, Behaviour behaviour) {
    engine.holds(new ImageReference(image), quick(ScriptedImage.of(behaviour)));
  }

  private static ScriptedImage quick(ScriptedImage image) {
    return image.pulledIn(Duration.ZERO).createdIn(Duration.ZERO).startedIn(Duration.ZERO);
  }

  private static WantedTask wanted(Snapshot snapshot) {
    return snapshot.desired().task(taskId(1));
  }

  private static TaskStop stop(TaskDefinition definition, Observed observed) {
    return TaskStop.of(WantedTask.of(definition), observed.task(taskId(1))).orElseThrow();
  }

  private static OptionalInt code(Observed observed, String container) {
    return endOf(observed, container).exitCode();
  }

  private static ContainerState.Stopped endOf(Observed observed, String container) {
    return (ContainerState.Stopped) observed.task(taskId(1)).container(name(container));
  }

  /// A holder image that is there, or is built without ado.
  private final class Holder implements HolderImage {
    @Override
    public ImageReference reference() {
      return HOLDER;
    }

    @Override
    public void build() {
      if (engine.image(HOLDER).isPresent()) {
        throw new EngineException(new EngineFailure.BuildFailed("it was there"));
      }
      holderSays(Sandboxes.READY);
    }
  }
}
