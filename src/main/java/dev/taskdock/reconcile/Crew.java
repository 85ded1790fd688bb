package dev.taskdock.reconcile;

import dev.taskdock.model.TaskId;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.ServiceTask;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The tasks of one deployment, to be kept at the desired count by themselves.
final class Crew {
  private final ServiceDraft draft;
  private final Deployment deployment;
  private final int desired;

  Crew(ServiceDraft draft, Deployment deployment) {
    this.draft = draft;
    this.deployment = deployment;
    this.desired = draft.service().desiredCount();
  }

  /// Whether all that are desired are healthy.
  boolean isHealthy() {
    return count(Phase.HEALTHY) >= desired;
  }

  /// How many there are too few, one beside each unhealthy one included.
  int missing() {
    return desired - standing();
  }

  /// Launches what is missing, as far as the upper bound allows for one deployment.
  void launch() {
    int count = Math.min(missing(), most() - live().size());
    for (int i = 0; i < count; i++) {
      draft.launch(deployment);
    }
  }

  /// Stops what is surplus: those on their way first, then the youngest.
  void shrink() {
    var leaving =
        live().stream()
            .filter(e -> draft.phase(e.getKey()) != Phase.UNHEALTHY)
            .sorted(
                Comparator.comparing((Map.Entry<TaskId, ServiceTask> e) -> draft.phase(e.getKey()))
                    .thenComparing(Comparator.comparing(ServiceDraft::launchedAt).reversed()))
            .toList();
    draft.free(leaving, Math.max(0, -missing())).forEach(e -> draft.stop(e.getKey()));
  }

  /// Stops unhealthy ones, once the others are enough, or one to make room.
  void replace() {
    for (var task : live()) {
      if (draft.phase(task.getKey()) == Phase.UNHEALTHY && (isHealthy() || needsRoom())) {
        draft.stop(task.getKey(), draft.unhealthyBecause(task.getKey()));
      }
    }
  }

  /// Stops all but those that are protected.
  void dismiss() {
    var all = live();
    draft.free(all, all.size()).forEach(e -> draft.stop(e.getKey()));
  }

  private boolean needsRoom() {
    return live().size() >= most() && count(Phase.PENDING) + count(Phase.SETTLING) == 0;
  }

  private int most() {
    return Math.max(desired, Rollout.upperBound(draft));
  }

  private int standing() {
    return live().size() - count(Phase.UNHEALTHY);
  }

  private int count(Phase phase) {
    return (int) live().stream().filter(e -> draft.phase(e.getKey()) == phase).count();
  }

  private List<Map.Entry<TaskId, ServiceTask>> live() {
    return draft.tasks().entrySet().stream()
        .filter(e -> e.getValue().deployment().equals(deployment.id()))
        .filter(e -> draft.phase(e.getKey()).isLive())
        .map(e -> Map.entry(e.getKey(), e.getValue()))
        .toList();
  }
}
