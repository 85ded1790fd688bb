package dev.taskdock.reconcile;

import dev.taskdock.model.TaskId;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.ServiceTask;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A rolling deployment: which tasks are launched and which of older deployments are stopped now,
/// so that there are never more than the maximum percent, and by our own act never fewer healthy
/// ones than the minimum percent.
///
/// A healthy task of an older deployment goes once there are enough without it or, where the upper
/// bound leaves no room for a new one, as far as the lower bound allows. With nothing to replace,
/// the same keeps the desired count.
///
/// Source: DeploymentConfiguration; "Deploy Amazon ECS services by replacing tasks".
final class Rollout {
  private final ServiceDraft draft;
  private final int desired;
  private final int lower;
  private final int upper;
  private final boolean mayLaunch;

  private Rollout(ServiceDraft draft) {
    this.draft = draft;
    this.desired = draft.service().desiredCount();
    this.lower = draft.service().deployment().lowerBound(desired);
    this.upper = upperBound(draft);
    this.mayLaunch = !isStalled(draft) && missing() > 0 && Backoff.isOver(draft);
  }

  /// Each step makes room for another, so they are repeated until none can be taken.
  static void decide(ServiceDraft draft) {
    var rollout = new Rollout(draft);
    int first = draft.moves();
    int before;
    do {
      before = draft.moves();
      rollout.launch();
      DesiredCount.decide(draft);
      Replacement.decide(draft, rollout.mayLaunch);
      rollout.retire();
    } while (before != draft.moves());
    if (first == before && rollout.isStuck()) {
      draft.notices().tell(Texts.STUCK);
    }
  }

  static int upperBound(ServiceDraft draft) {
    return draft.service().deployment().upperBound(draft.service().desiredCount());
  }

  /// Whether its PRIMARY was called off and nothing was brought back: then nothing more is done.
  static boolean isStalled(ServiceDraft draft) {
    return draft.primary().rollout() instanceof RolloutState.Failed;
  }

  private void launch() {
    int count = mayLaunch ? Math.min(missing(), upper - draft.live()) : 0;
    for (int i = 0; i < count; i++) {
      draft.launch(draft.primary());
    }
  }

  /// How many tasks of the PRIMARY there are too few, one beside each unhealthy one included.
  private int missing() {
    return desired - DesiredCount.standing(draft);
  }

  private void retire() {
    if (isStalled(draft) && desired > 0) {
      return;
    }
    for (var task : older()) {
      if (mayGo(draft.phase(task.getKey()))) {
        draft.free(List.of(task), 1).forEach(free -> draft.stop(free.getKey()));
      }
    }
  }

  private boolean mayGo(Phase phase) {
    int healthy = draft.count(Phase.HEALTHY);
    boolean makesRoom = mayLaunch && missing() > upper - draft.live();
    return switch (phase) {
      case PENDING -> true;
      case SETTLING -> healthy >= desired || (makesRoom && healthy >= lower);
      case HEALTHY -> healthy > desired || (makesRoom && healthy > lower);
      // Whether an unhealthy one may go, Replacement says.
      case UNHEALTHY, LEAVING, ENDED -> false;
    };
  }

  /// The tasks of older deployments, those first that nobody misses.
  private List<Map.Entry<TaskId, ServiceTask>> older() {
    return draft.tasks().entrySet().stream()
        .filter(e -> !e.getValue().deployment().equals(draft.primary().id()))
        .filter(e -> draft.phase(e.getKey()).isLive())
        .sorted(
            Comparator.comparing((Map.Entry<TaskId, ServiceTask> e) -> draft.phase(e.getKey()))
                .thenComparing(ServiceDraft::launchedAt))
        .toList();
  }

  private boolean isStuck() {
    return draft.primary().rollout().goesOn()
        && missing() > 0
        && draft.live() >= upper
        && draft.count(Phase.HEALTHY) == draft.live()
        && draft.count(Phase.LEAVING) == 0;
  }
}
