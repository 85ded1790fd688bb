package dev.taskdock.reconcile;

import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.state.Health;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStop;
import java.time.Instant;

/// What a task counts as for its service.
///
/// A task with a health check of the definition's own has to be HEALTHY, one with target groups has
/// to be healthy in all of them, one with both both; one with neither has to be RUNNING for a
/// while.
///
/// Source: DeploymentConfiguration, `minimumHealthyPercent`.
enum Phase {
  /// On its way to RUNNING.
  PENDING,
  /// RUNNING; whether it is healthy is not known, or does not matter yet.
  SETTLING,
  /// RUNNING and healthy.
  HEALTHY,
  /// RUNNING, and to be replaced.
  UNHEALTHY,
  /// It stops, or its targets drain before that.
  LEAVING,
  /// Nothing of it is left.
  ENDED;

  /// Whether it is RUNNING or PENDING.
  boolean isLive() {
    return this != LEAVING && this != ENDED;
  }

  static Phase of(ServiceDraft draft, ServiceTask task, Task known) {
    if (known.sandbox() instanceof Sandbox.Removed) {
      return ENDED;
    }
    if (TaskStop.of(task.wanted(), known).isPresent()) {
      return LEAVING;
    }
    if (!(known.sandbox() instanceof Sandbox.Ready) || !known.hasStarted()) {
      return PENDING;
    }
    var since = task.at(Milestone.RUNNING).orElse(draft.now());
    if (Replacement.cause(draft, task, known).isPresent()) {
      return draft.isPast(Grace.end(draft.service(), since)) ? UNHEALTHY : SETTLING;
    }
    return isHealthy(draft, task, known, since) ? HEALTHY : SETTLING;
  }

  private static boolean isHealthy(
      ServiceDraft draft, ServiceTask task, Task known, Instant since) {
    var revision = draft.deployment(task).revision();
    boolean checked = revision.isChecked();
    if (checked && known.health(task.wanted()) != Health.HEALTHY) {
      return false;
    }
    var groups = revision.loadBalancers();
    if (groups.isEmpty() && !checked) {
      return draft.isPast(since.plus(draft.tempo().settles()));
    }
    return groups.stream().allMatch(to -> health(draft, known, to) instanceof TargetHealth.Healthy);
  }

  private static TargetHealth health(ServiceDraft draft, Task known, ServiceLoadBalancer to) {
    return draft.targets().health(new Target(to.targetGroup(), known.id(), to.port()));
  }
}
