package dev.taskdock.reconcile;

import dev.taskdock.model.TaskId;
import dev.taskdock.state.ServiceTask;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Scaling in: which tasks of the PRIMARY are surplus. Those on their way go first, then the
/// youngest; those that are protected stay.
///
/// Source: "Amazon ECS services"; which of equal tasks goes is not documented.
final class DesiredCount {
  private DesiredCount() {}

  static void decide(ServiceDraft draft) {
    int surplus = standing(draft) - draft.service().desiredCount();
    if (surplus > 0) {
      draft.free(surplus(draft), surplus).forEach(task -> draft.stop(task.getKey()));
    }
  }

  /// How many tasks of the PRIMARY are there to stay: all but those that are to be replaced.
  static int standing(ServiceDraft draft) {
    int count = 0;
    for (var task : draft.tasks().entrySet()) {
      count += stands(draft, task) ? 1 : 0;
    }
    return count;
  }

  private static boolean stands(ServiceDraft draft, Map.Entry<TaskId, ServiceTask> task) {
    var phase = draft.phase(task.getKey());
    return phase.isLive()
        && phase != Phase.UNHEALTHY
        && task.getValue().deployment().equals(draft.primary().id());
  }

  private static List<Map.Entry<TaskId, ServiceTask>> surplus(ServiceDraft draft) {
    return draft.tasks().entrySet().stream()
        .filter(e -> stands(draft, e))
        .sorted(
            Comparator.comparing((Map.Entry<TaskId, ServiceTask> e) -> draft.phase(e.getKey()))
                .thenComparing(Comparator.comparing(ServiceDraft::launchedAt).reversed()))
        .toList();
  }
}
