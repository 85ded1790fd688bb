package dev.taskdock.reconcile;

import dev.taskdock.state.RolloutState;
import dev.taskdock.state.TrafficShift;
import java.util.List;

/// Whether the PRIMARY is all there is, and whether nothing is left to do.
///
/// An older deployment is gone with the last of its tasks. A deployment is completed once all of
/// the desired tasks are its own and healthy, and nothing of others is left, and no lifecycle hook
/// is waited for; a service is steady while that holds.
///
/// Source: DescribeServices, `rolloutState`; "Amazon ECS service event messages".
final class Steady {
  private Steady() {}

  static void decide(ServiceDraft draft) {
    for (var deployment : List.copyOf(draft.deployments())) {
      boolean isLeft =
          draft.tasks().entrySet().stream()
              .filter(e -> draft.phase(e.getKey()) != Phase.ENDED)
              .anyMatch(e -> e.getValue().deployment().equals(deployment.id()));
      if (!deployment.equals(draft.primary()) && !isLeft) {
        draft.remove(deployment);
      }
    }
    if (draft.primary().rollout().goesOn() && isComplete(draft)) {
      draft.replace(draft.primary().with(new RolloutState.Completed()));
      draft.completed(draft.primary());
      draft.notices().tell(Texts.completed(draft.primary().id()));
    }
    boolean steady =
        draft.primary().rollout() instanceof RolloutState.Completed
            && isComplete(draft)
            && draft.count(Phase.LEAVING) == 0;
    if (steady && !draft.isSteady()) {
      draft.notices().tell(Texts.STEADY);
    }
    draft.steady(steady);
  }

  private static boolean isComplete(ServiceDraft draft) {
    int desired = draft.service().desiredCount();
    var primary = draft.primary();
    return draft.deployments().size() == 1
        && !primary.isHeld()
        && primary.shift().filter(s -> s.stage() != TrafficShift.Stage.CLEAN_UP).isEmpty()
        && draft.count(Phase.HEALTHY) == desired
        && draft.live() == desired;
  }
}
