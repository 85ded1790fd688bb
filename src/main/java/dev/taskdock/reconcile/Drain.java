package dev.taskdock.reconcile;

import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.TaskStop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The way out of a task that a load balancer knows: its targets are deregistered, they drain for
/// the deregistration delay, and only then are its containers asked to stop.
///
/// A task that ends of its own accord does not wait, nor does one that was never RUNNING, nor one
/// that is killed. A load balancer that says earlier that its targets are unused is believed.
///
/// Source: "Amazon ECS task lifecycle" (DEACTIVATING); DeregisterTargets.
final class Drain {
  private Drain() {}

  /// A task that is to stop from now on.
  static ServiceTask leaving(ServiceDraft draft, TaskId id, ServiceTask task) {
    if (task.has(Milestone.LEAVING)) {
      return task;
    }
    var left = task.with(Milestone.LEAVING, draft.now());
    var groups = draft.deployment(task).revision().loadBalancers();
    if (!task.has(Milestone.RUNNING) || groups.isEmpty()) {
      return stopping(draft, id, left);
    }
    groups.forEach(to -> draft.notices().deregistered(to.targetGroup()));
    var asked = task.wanted().stop().filter(stop -> !stop.force());
    if (asked.isEmpty() || !isStoppedByRequest(draft, id, task)) {
      return stopping(draft, id, left);
    }
    draft.notices().draining(task.deployment());
    var until = draft.now().plus(delay(groups));
    return over(draft, id, left.with(left.wanted().with(asked.map(s -> s.draining(until)))));
  }

  /// A task that drains, once that is over.
  static ServiceTask over(ServiceDraft draft, TaskId id, ServiceTask task) {
    var drains = task.wanted().stop().flatMap(StopRequest::drainsUntil);
    if (drains.isEmpty()) {
      return stopping(draft, id, task);
    }
    boolean isOver =
        isUnused(draft, id, task)
            || !isStoppedByRequest(draft, id, task)
            || draft.isPast(drains.get());
    return isOver
        ? stopping(
            draft,
            id,
            task.with(task.wanted().with(task.wanted().stop().map(StopRequest::drained))))
        : task;
  }

  private static ServiceTask stopping(ServiceDraft draft, TaskId id, ServiceTask task) {
    if (task.has(Milestone.STOPPING)) {
      return task;
    }
    if (task.wanted().stop().map(StopRequest::code).equals(SCHEDULER)) {
      draft.notices().stopped(id);
    }
    return task.with(Milestone.STOPPING, draft.now());
  }

  private static final Optional<StopCode> SCHEDULER =
      Optional.of(StopCode.SERVICE_SCHEDULER_INITIATED);

  /// Whether all of it would run on if nobody had asked.
  private static boolean isStoppedByRequest(ServiceDraft draft, TaskId id, ServiceTask task) {
    return TaskStop.of(task.wanted().with(Optional.empty()), draft.known(id)).isEmpty();
  }

  private static boolean isUnused(ServiceDraft draft, TaskId id, ServiceTask task) {
    return draft.deployment(task).revision().loadBalancers().stream()
        .allMatch(to ->
            draft.targets().health(new Target(to.targetGroup(), id, to.port()))
                instanceof TargetHealth.Unused);
  }

  private static Duration delay(List<ServiceLoadBalancer> groups) {
    return groups.stream()
        .map(ServiceLoadBalancer::deregistrationDelay)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
