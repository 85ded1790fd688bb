package dev.taskdock.reconcile;

import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Health;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.Task;
import java.util.Comparator;
import java.util.Optional;

/// Which unhealthy tasks are stopped now.
///
/// The replacement comes first, where the upper bound leaves room for it ([Rollout] counts it as
/// missing). An unhealthy task goes once the others are enough, or alone to make that room.
///
/// Source: "Amazon ECS services", replacement of unhealthy tasks.
final class Replacement {
  /// Why a task is unhealthy.
  ///
  /// @param stoppedReason of the task, once it is stopped for it
  /// @param event the message of the service, without the service
  record Cause(String stoppedReason, String event) {}

  private Replacement() {}

  /// Why a task is unhealthy, whether that matters yet or not.
  static Optional<Cause> cause(ServiceDraft draft, ServiceTask task, Task known) {
    if (known.health(task.wanted()) == Health.UNHEALTHY) {
      return Optional.of(
          new Cause("Task failed container health checks", Texts.failedContainerCheck(known.id())));
    }
    return draft.deployment(task).revision().loadBalancers().stream()
        .flatMap(to -> cause(draft, known.id(), to).stream())
        .findFirst();
  }

  private static Optional<Cause> cause(ServiceDraft draft, TaskId id, ServiceLoadBalancer to) {
    var target = new Target(to.targetGroup(), id, to.port());
    return draft.targets().health(target) instanceof TargetHealth.Unhealthy(_, var description)
        ? Optional.of(
            new Cause(
                "Task failed ELB health checks in (target-group " + to.targetGroup() + ")",
                Texts.unhealthyTarget(target, description)))
        : Optional.empty();
  }

  /// Stops those that may go now.
  static void decide(ServiceDraft draft, boolean mayLaunch) {
    var unhealthy =
        draft.in(Phase.UNHEALTHY).sorted(Comparator.comparing(ServiceDraft::launchedAt)).toList();
    for (var task : unhealthy) {
      boolean enough = draft.count(Phase.HEALTHY) >= draft.service().desiredCount();
      boolean makesRoom =
          mayLaunch && draft.live() >= Rollout.upperBound(draft) && draft.onTheirWay() == 0;
      if (enough || makesRoom) {
        draft.stop(task.getKey(), draft.unhealthyBecause(task.getKey()));
      }
      if (!enough) {
        return;
      }
    }
  }
}
