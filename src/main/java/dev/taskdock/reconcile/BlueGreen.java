package dev.taskdock.reconcile;

import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.HookRun;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.TrafficShift;
import dev.taskdock.state.TrafficShift.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A deployment that takes over the traffic of an older one: blue/green, linear and canary.
///
/// All of the new tasks (green) are started beside all of the old ones (blue), whatever the maximum
/// percent; then the traffic moves, at once or in steps; after the bake time blue goes. Until then
/// blue is kept at the desired count too. Where there is no blue there is nothing to wait for.
///
/// At each stage its lifecycle hooks are called, and it goes on once all of them have passed. What
/// becomes of one that has not, [HookWatch] decides.
///
/// Source: "Amazon ECS blue/green deployments", and those on linear and canary ones.
final class BlueGreen {
  private static final double ALL = 100;

  private final ServiceDraft draft;
  private final Optional<Deployment> blue;

  private BlueGreen(ServiceDraft draft) {
    this.draft = draft;
    this.blue = blue(draft);
  }

  static void decide(ServiceDraft draft) {
    new BlueGreen(draft).decide();
  }

  /// What served when the PRIMARY began: what was completed, or else what came last.
  private static Optional<Deployment> blue(ServiceDraft draft) {
    var older = draft.deployments().subList(1, draft.deployments().size());
    return older.stream()
        .filter(d -> d.rollout() instanceof RolloutState.Completed)
        .findFirst()
        .or(() ->
            older.stream().filter(d -> !(d.rollout() instanceof RolloutState.Failed)).findFirst());
  }

  private void decide() {
    var shift = begun().or(() -> draft.primary().shift().flatMap(this::next));
    while (shift.isPresent()) {
      enter(shift.get());
      shift = shift.flatMap(this::next);
    }
    if (draft.primary().shift().filter(s -> !s.stage().isStarted()).isEmpty()) {
      keep(draft.primary());
    }
    for (var older : draft.deployments().subList(1, draft.deployments().size())) {
      boolean stays = blue.filter(older::equals).isPresent() && !isCleaningUp();
      if (stays) {
        keep(older);
      } else {
        new Crew(draft, older).dismiss();
      }
    }
  }

  /// Where a deployment that was begun in this turn waits first.
  private Optional<TrafficShift> begun() {
    return draft
        .primary()
        .shift()
        .filter(s -> s.stage() == Stage.RECONCILE_SERVICE)
        .filter(_ -> draft.primary().hooks().isEmpty() && !isFailed())
        .map(this::waiting);
  }

  private boolean isFailed() {
    return draft.primary().rollout() instanceof RolloutState.Failed;
  }

  private void enter(TrafficShift shift) {
    draft.replace(draft.primary().with(shift).with(hooks(shift)));
    if (shift.stage() != Stage.SCALE_UP) {
      draft.notices().tell(Texts.shifted(draft.primary().id(), shift));
    }
    draft.primary().hooks().stream()
        .filter(HookRun::isAwaited)
        .forEach(run -> draft.notices().tell(Texts.paused(run, draft.service().name())));
  }

  private List<HookRun> hooks(TrafficShift shift) {
    var weights = HookWatch.weights(shift, draft.primary().id(), blue.map(Deployment::id));
    return asked(shift.stage()).stream()
        .map(hook ->
            HookRun.of(
                draft.uuid(),
                draft.primary().id(),
                hook,
                shift.stage().ofHooks().orElseThrow(),
                weights,
                draft.now()))
        .toList();
  }

  /// The hooks that are called at a stage.
  private List<LifecycleHook> asked(Stage stage) {
    // Reconciled is what has more than one older revision.
    boolean happens = stage != Stage.RECONCILE_SERVICE || draft.deployments().size() > 2;
    return stage
        .ofHooks()
        .filter(_ -> happens)
        .map(draft.service().deployment()::hooks)
        .orElse(List.of());
  }

  /// Keeps a deployment at the desired count; one that was called off is left as it is.
  private void keep(Deployment deployment) {
    var crew = new Crew(draft, deployment);
    crew.shrink();
    crew.replace();
    boolean mayLaunch =
        switch (deployment.rollout()) {
          case RolloutState.InProgress _, RolloutState.RollingBack _, RolloutState.Completed _ ->
              true;
          case RolloutState.Adopted _, RolloutState.Failed _ -> false;
        };
    if (mayLaunch && crew.missing() > 0 && Backoff.isOver(draft)) {
      crew.launch();
    }
  }

  private boolean isCleaningUp() {
    return draft.primary().shift().filter(s -> s.stage() == Stage.CLEAN_UP).isPresent();
  }

  /// The next step of a shift, if it is time for one.
  private Optional<TrafficShift> next(TrafficShift shift) {
    boolean stays = draft.primary().isHeld() || isFailed();
    return !stays && isDone(shift) ? Optional.of(waiting(after(shift))) : Optional.empty();
  }

  private boolean isDone(TrafficShift shift) {
    return switch (shift.stage()) {
      case SCALE_UP -> new Crew(draft, draft.primary()).isHealthy();
      case PRODUCTION_TRAFFIC_SHIFT -> shift.percent() == ALL || isPast(shift, pause());
      case BAKE_TIME -> isPast(shift, bake());
      case CLEAN_UP -> false;
      case RECONCILE_SERVICE,
          PRE_SCALE_UP,
          POST_SCALE_UP,
          TEST_TRAFFIC_SHIFT,
          POST_TEST_TRAFFIC_SHIFT,
          PRE_PRODUCTION_TRAFFIC_SHIFT,
          POST_PRODUCTION_TRAFFIC_SHIFT ->
          true;
    };
  }

  /// The first from `shift` on that has something to wait for.
  private TrafficShift waiting(TrafficShift shift) {
    boolean waits =
        !asked(shift.stage()).isEmpty()
            || switch (shift.stage()) {
              case SCALE_UP, CLEAN_UP -> true;
              case PRODUCTION_TRAFFIC_SHIFT -> shift.percent() < ALL;
              case BAKE_TIME -> blue.isPresent();
              case RECONCILE_SERVICE,
                  PRE_SCALE_UP,
                  POST_SCALE_UP,
                  TEST_TRAFFIC_SHIFT,
                  POST_TEST_TRAFFIC_SHIFT,
                  PRE_PRODUCTION_TRAFFIC_SHIFT,
                  POST_PRODUCTION_TRAFFIC_SHIFT ->
                  false;
            };
    return waits ? shift : waiting(after(shift));
  }

  private TrafficShift after(TrafficShift shift) {
    double percent = shift.percent();
    return switch (shift.stage()) {
      case RECONCILE_SERVICE -> at(Stage.PRE_SCALE_UP, percent);
      case PRE_SCALE_UP -> at(Stage.SCALE_UP, percent);
      case SCALE_UP -> at(Stage.POST_SCALE_UP, percent);
      case POST_SCALE_UP -> at(Stage.TEST_TRAFFIC_SHIFT, percent);
      case TEST_TRAFFIC_SHIFT -> at(Stage.POST_TEST_TRAFFIC_SHIFT, percent);
      case POST_TEST_TRAFFIC_SHIFT -> at(Stage.PRE_PRODUCTION_TRAFFIC_SHIFT, percent);
      case PRE_PRODUCTION_TRAFFIC_SHIFT -> at(Stage.PRODUCTION_TRAFFIC_SHIFT, moved(percent));
      case PRODUCTION_TRAFFIC_SHIFT ->
          percent < ALL
              ? at(Stage.PRE_PRODUCTION_TRAFFIC_SHIFT, percent)
              : at(Stage.POST_PRODUCTION_TRAFFIC_SHIFT, percent);
      case POST_PRODUCTION_TRAFFIC_SHIFT -> at(Stage.BAKE_TIME, percent);
      case BAKE_TIME, CLEAN_UP -> at(Stage.CLEAN_UP, percent);
    };
  }

  private double moved(double from) {
    if (blue.isEmpty()) {
      return ALL;
    }
    return switch (draft.service().deployment().strategy()) {
      case DeploymentStrategy.Rolling _, DeploymentStrategy.BlueGreen _ -> ALL;
      case DeploymentStrategy.Linear(var step, _, _) -> Math.min(ALL, from + step);
      case DeploymentStrategy.Canary(var first, _, _) -> from == 0 ? first : ALL;
    };
  }

  private TrafficShift at(Stage stage, double percent) {
    return new TrafficShift(stage, draft.now(), percent);
  }

  private boolean isPast(TrafficShift shift, Duration wait) {
    return draft.isPast(shift.since().plus(draft.tempo().of(wait)));
  }

  private Duration pause() {
    return switch (draft.service().deployment().strategy()) {
      case DeploymentStrategy.Rolling _, DeploymentStrategy.BlueGreen _ -> Duration.ZERO;
      case DeploymentStrategy.Linear(_, var pause, _) -> pause;
      case DeploymentStrategy.Canary(_, var pause, _) -> pause;
    };
  }

  private Duration bake() {
    return switch (draft.service().deployment().strategy()) {
      case DeploymentStrategy.Rolling _ -> Duration.ZERO;
      case DeploymentStrategy.BlueGreen(var bake) -> bake;
      case DeploymentStrategy.Linear(_, _, var bake) -> bake;
      case DeploymentStrategy.Canary(_, _, var bake) -> bake;
    };
  }
}
