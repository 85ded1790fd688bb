package dev.taskdock.reconcile;

import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.TrafficShift;
import dev.taskdock.state.TrafficShift.Stage;
import java.time.Duration;
import java.util.Optional;

/// A deployment that takes over the traffic of an older one: blue/green, linear and canary.
///
/// All of the new tasks (green) are started beside all of the old ones (blue), whatever the maximum
/// percent; then the traffic moves, at once or in steps; after the bake time blue goes. Until then
/// blue is kept at the desired count too. Where there is no blue there is nothing to wait for.
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
    var shift = draft.primary().shift().flatMap(this::next);
    while (shift.isPresent()) {
      draft.replace(draft.primary().with(shift.get()));
      draft.notices().tell(Texts.shifted(draft.primary().id(), shift.get()));
      shift = shift.flatMap(this::next);
    }
    keep(draft.primary());
    for (var older : draft.deployments().subList(1, draft.deployments().size())) {
      boolean stays = blue.filter(older::equals).isPresent() && !isCleaningUp();
      if (stays) {
        keep(older);
      } else {
        new Crew(draft, older).dismiss();
      }
    }
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
    return switch (shift.stage()) {
      case SCALE_UP -> new Crew(draft, draft.primary()).isHealthy() ? begun() : Optional.empty();
      case PRODUCTION_TRAFFIC_SHIFT ->
          isPast(shift, pause()) ? moved(shift.percent()) : Optional.empty();
      case BAKE_TIME -> isPast(shift, bake()) ? at(Stage.CLEAN_UP, ALL) : Optional.empty();
      case CLEAN_UP -> Optional.empty();
    };
  }

  private Optional<TrafficShift> begun() {
    return blue.isPresent() ? moved(0) : at(Stage.CLEAN_UP, ALL);
  }

  private Optional<TrafficShift> moved(double from) {
    double to =
        switch (draft.service().deployment().strategy()) {
          case DeploymentStrategy.Rolling _, DeploymentStrategy.BlueGreen _ -> ALL;
          case DeploymentStrategy.Linear(var step, _, _) -> Math.min(ALL, from + step);
          case DeploymentStrategy.Canary(var first, _, _) -> from == 0 ? first : ALL;
        };
    return at(to < ALL ? Stage.PRODUCTION_TRAFFIC_SHIFT : Stage.BAKE_TIME, to);
  }

  private Optional<TrafficShift> at(Stage stage, double percent) {
    return Optional.of(new TrafficShift(stage, draft.now(), percent));
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
