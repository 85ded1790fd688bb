package dev.taskdock.reconcile;

import dev.taskdock.model.TaskId;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.RolloutState;
import java.util.List;

/// Calls a deployment off whose tasks keep failing, and brings back what was completed before.
///
/// What is brought back is a deployment of its own; the tasks that are left of the completed one
/// count to it. A deployment that failed without a rollback launches nothing more and stays where
/// it is.
///
/// Source: "How the Amazon ECS deployment circuit breaker detects failures".
final class CircuitBreaker {
  private CircuitBreaker() {}

  static void decide(ServiceDraft draft) {
    var breaker = draft.service().deployment().circuitBreaker();
    var primary = draft.primary();
    boolean trips =
        breaker.enable()
            && primary.rollout().goesOn()
            && isWatched(primary)
            && primary.failures().count() >= breaker.threshold(draft.service().desiredCount());
    if (trips) {
      callOff(draft, RolloutState.Reason.CIRCUIT_BREAKER, breaker.rollback());
    }
  }

  /// Ends the PRIMARY; brings back what was completed before, if that is wanted and not what
  /// failed.
  static void callOff(ServiceDraft draft, RolloutState.Reason why, boolean rollback) {
    var primary = draft.primary();
    draft.replace(primary.with(new RolloutState.Failed(why)).with(List.of()));
    draft.notices().tell(Texts.failed(primary.id(), why));
    if (rollback) {
      draft
          .completed()
          .filter(_ -> !(primary.rollout() instanceof RolloutState.RollingBack))
          .ifPresent(c -> rollBack(draft, c, primary, why));
    }
  }

  /// One that takes over traffic is watched until the traffic moves.
  private static boolean isWatched(Deployment deployment) {
    return deployment.shift().filter(s -> s.stage().isServing()).isEmpty();
  }

  private static void rollBack(
      ServiceDraft draft, Deployment completed, Deployment failed, RolloutState.Reason why) {
    var back =
        draft
            .newDeployment(completed.revision())
            .with(new RolloutState.RollingBack(completed.id(), why))
            .with(HookWatch.goingBack(draft, completed, failed));
    draft.begin(back);
    for (TaskId id : List.copyOf(draft.tasks().keySet())) {
      draft
          .tasks()
          .computeIfPresent(
              id, (_, t) -> t.deployment().equals(completed.id()) ? t.of(back.id()) : t);
    }
    draft.notices().tell(Texts.rollingBack(completed.id()));
  }
}
