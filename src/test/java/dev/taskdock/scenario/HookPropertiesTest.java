package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.twoGroups;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.model.Service;
import dev.taskdock.reconcile.Action;
import dev.taskdock.reconcile.Reconciler;
import dev.taskdock.reconcile.ServiceScheduler;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Event;
import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.HookCall;
import dev.taskdock.state.HookRun;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.Tempo;
import dev.taskdock.state.TrafficShift;
import dev.taskdock.state.TrafficShift.Stage;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Deployments that shift traffic and are asked about by hooks that answer by chance, for an hour;
/// then a revision is deployed of which all hooks think well. A failure names its seed;
/// `-Dworld.seed=N` plays that world alone.
final class HookPropertiesTest {
  private static final Duration TROUBLE = Duration.ofHours(1);

  /// More than the steps and bakes of any strategy here, with the last answers of before.
  private static final Duration BOUND = Duration.ofMinutes(30);

  private static final int WORLDS = 60;

  @Test
  void hooks_are_lawful_in_every_turn() {
    seeds().forEach(seed -> play(seed, story -> assertThat(story.turns()).isNotEmpty()));
  }

  @Test
  void what_all_hooks_pass_comes_out_within_a_bound() {
    seeds()
        .forEach(seed ->
            play(
                seed,
                story -> {
                  assertThat(story.state().steady()).isTrue();
                  assertThat(ServiceStory.running(story.last(), "good")).isEqualTo(2);
                  assertThat(ServiceStory.live(story.last())).isEqualTo(2);
                  assertThat(story.turns().getLast().at()).isLessThan(TROUBLE.plus(BOUND));
                  assertThat(story.last().observed().inFlight()).isEmpty();
                }));
  }

  @Test
  void to_decide_again_changes_nothing() {
    seeds()
        .forEach(seed ->
            play(
                seed,
                story -> {
                  for (var turn : story.turns()) {
                    var snapshot = turn.snapshot();
                    var now = SimulatedTimeline.BEGINNING.plus(turn.at());
                    var again =
                        ServiceScheduler.decide(snapshot.desired(), snapshot.observed(), now);
                    assertThat(again.observed().services().states())
                        .isEqualTo(snapshot.observed().services().states());
                    assertThat(Reconciler.decide(again.desired(), again.observed(), now).actions())
                        .isEmpty();
                  }
                }));
  }

  @Test
  void a_seed_makes_the_same_world_each_time() {
    LongStream.rangeClosed(1, 5)
        .forEach(seed ->
            assertThat(new HookWorld(seed).world().play().lines())
                .isEqualTo(new HookWorld(seed).world().play().lines()));
  }

  private static void play(long seed, Consumer<ServiceStory> check) {
    try {
      check.accept(ServiceStory.of(new HookWorld(seed).world().watchedBy(new HookLaws())));
    } catch (AssertionError | RuntimeException e) {
      fail("-Dworld.seed=" + seed, e);
    }
  }

  private static LongStream seeds() {
    return System.getProperty("world.seed") == null
        ? LongStream.rangeClosed(1, WORLDS)
        : LongStream.of(Long.getLong("world.seed", 1));
  }

  /// One service whose hooks answer by chance.
  private static final class HookWorld {
    private final Random random;
    private final Set<DeploymentId> troubled = new java.util.HashSet<>();
    private boolean isQuiet;

    HookWorld(long seed) {
      random = new Random(seed);
    }

    World world() {
      var configuration =
          DeploymentConfiguration.DEFAULT.with(strategy()).withHooks(List.of(hook(), hook()));
      var world =
          World.of(Service.of(WEB, twoGroups("image0"), 2).with(configuration))
              .hooks(this::answer)
              .image("image3", ScriptedImage.SERVICE.cannotBeStarted("no"));
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        var image = "image" + random.nextInt(4);
        world.asks(seconds(3000), new ServiceRequest.Deploy(WEB, Optional.of(twoGroups(image))));
      }
      if (random.nextBoolean()) {
        world.asks(seconds(3000), new ServiceRequest.Scale(WEB, random.nextInt(4)));
      }
      return world
          .after(TROUBLE.minusMillis(1), _ -> isQuiet = true)
          .asks(TROUBLE.minusMillis(1), new ServiceRequest.Scale(WEB, 2))
          .asks(TROUBLE, new ServiceRequest.Deploy(WEB, Optional.of(twoGroups("good"))));
    }

    private DeploymentStrategy strategy() {
      var bake = Duration.ofMinutes(random.nextInt(5));
      return switch (random.nextInt(3)) {
        case 0 -> new DeploymentStrategy.BlueGreen(bake);
        case 1 -> new DeploymentStrategy.Linear(40, Duration.ofMinutes(2), bake);
        default -> new DeploymentStrategy.Canary(5, Duration.ofMinutes(3), bake);
      };
    }

    private LifecycleHook hook() {
      var stages = EnumSet.noneOf(LifecycleStage.class);
      for (var stage : LifecycleStage.values()) {
        if (random.nextInt(3) == 0) {
          stages.add(stage);
        }
      }
      return LifecycleHook.function("check", stages)
          .timingOut(Duration.ofMinutes(1 + random.nextInt(10)), random.nextBoolean());
    }

    private HookAnswer answer(HookCall call) {
      if (isQuiet && !troubled.contains(call.deployment())) {
        return new HookAnswer.Succeeded();
      }
      troubled.add(call.deployment());
      return switch (random.nextInt(8)) {
        case 0 -> new HookAnswer.Failed("answered FAILED");
        case 1, 2, 3 -> new HookAnswer.InProgress(seconds(90), Optional.empty());
        default -> new HookAnswer.Succeeded();
      };
    }

    private Duration seconds(int most) {
      return Duration.ofMillis(random.nextInt(most * 1000 + 1));
    }
  }

  /// What must hold of hooks in every turn, written down again.
  private static final class HookLaws implements Consumer<Snapshot> {
    private final Map<String, String> stages = new HashMap<>();
    private Optional<ServiceState> before = Optional.empty();

    @Override
    public void accept(Snapshot snapshot) {
      var state = snapshot.observed().services().state(WEB).orElseThrow();
      snapshot.plan().actions().forEach(action -> called(action, state));
      goesOn(snapshot, state);
      snapshot
          .desired()
          .services()
          .forEach((_, service) ->
              state
                  .primary()
                  .shift()
                  .filter(_ -> !(state.primary().rollout() instanceof RolloutState.RollingBack))
                  .ifPresent(shift -> wasAsked(service, state.primary().id(), shift)));
      var primary = state.primary();
      if (primary.shift().filter(s -> !s.stage().isStarted()).isPresent()) {
        assertThat(state.tasks().values())
            .as("nothing is started before it may be")
            .noneMatch(t -> t.deployment().equals(primary.id()));
      }
      if (primary.rollout() instanceof RolloutState.Completed) {
        assertThat(primary.hooks()).as("completed while it is held").noneMatch(HookRun::isOpen);
      }
      before = Optional.of(state);
    }

    private void called(Action action, ServiceState state) {
      if (action instanceof Action.CallHook(var call, _)) {
        assertThat(state.primary().hooks())
            .as("only what the newest deployment waits for is called")
            .anyMatch(h -> h.isOpen() && h.executionId().equals(call.executionId()));
        var stage = call.deployment() + " " + call.stage() + " " + call.weights();
        assertThat(stages.putIfAbsent(call.executionId(), stage))
            .as("one execution is about one stage")
            .isIn(null, stage);
      }
    }

    /// Each hook of each stage before the one that a deployment is in was called about it.
    private void wasAsked(Service service, DeploymentId deployment, TrafficShift shift) {
      for (var stage : LifecycleStage.values()) {
        boolean isPast =
            Stage.valueOf(stage.name()).compareTo(shift.stage()) < 0
                && stage != LifecycleStage.RECONCILE_SERVICE;
        if (isPast) {
          assertThat(
                  stages.values().stream()
                      .filter(s -> s.startsWith(deployment + " " + stage + " "))
                      .count())
              .as("%s is at %s, asked at %s", deployment, shift, stage)
              .isGreaterThanOrEqualTo(service.deployment().hooks(stage).size());
        }
      }
    }

    /// A stage is left once each of its hooks has passed, or was given up and may be.
    private void goesOn(Snapshot snapshot, ServiceState state) {
      var now = state.primary().shift();
      before
          .map(ServiceState::primary)
          .filter(p -> p.id().equals(state.primary().id()))
          .filter(p -> now.isPresent() && !p.shift().equals(now))
          .ifPresent(p ->
              assertThat(p.hooks())
                  .as("goes on unasked from %s to %s", p.shift(), now)
                  .allMatch(h ->
                      (!h.isOpen() && h.failure().isEmpty())
                          || hasPassed(snapshot, h)
                          || (h.hook().goesOnAfter()
                              && !now.get().since().isBefore(h.expiresAt(Tempo.AWS)))));
    }

    private static boolean hasPassed(Snapshot snapshot, HookRun run) {
      return snapshot.events().stream()
          .anyMatch(e ->
              e instanceof Event.HookAnswered(var execution, HookAnswer.Succeeded _, _)
                  && execution.equals(run.executionId()));
    }
  }
}
