package dev.taskdock.reconcile;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.HookRun;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.Target;
import dev.taskdock.state.TrafficShift;
import java.util.Collection;
import java.util.stream.Collectors;

/// The messages of service events, in AWS's words, without the `(service X)` that begins them all.
///
/// A target group is named where AWS has its ARN.
///
/// Source: "Amazon ECS service event messages".
final class Texts {
  static final String STEADY = "has reached a steady state.";
  static final String IMPAIRED = "is unable to consistently start tasks successfully.";
  static final String STUCK =
      "was unable to stop or start tasks during a deployment because of the service deployment"
          + " configuration. Update the minimumHealthyPercent or maximumPercent value and try"
          + " again.";

  private Texts() {}

  static String started(Collection<TaskId> tasks) {
    return "has started %d tasks: %s.".formatted(tasks.size(), named(tasks));
  }

  static String stopped(Collection<TaskId> tasks) {
    return "has stopped %d running tasks: %s.".formatted(tasks.size(), named(tasks));
  }

  static String registered(int count, TargetGroupName group) {
    return "registered %d targets in (target-group %s)".formatted(count, group);
  }

  static String deregistered(int count, TargetGroupName group) {
    return "deregistered %d targets in (target-group %s)".formatted(count, group);
  }

  /// Follows `(service X, taskSet ecs-svc/ID)`.
  static String draining(int count) {
    return "has begun draining connections on %d tasks.".formatted(count);
  }

  /// Follows `(service X, taskSet ecs-svc/ID)`.
  static String spared(Collection<TaskId> tasks) {
    return "was unable to scale in due to (reason %d tasks under protection)"
        .formatted(tasks.size());
  }

  static String failedContainerCheck(TaskId task) {
    return "(task %s) failed container health checks.".formatted(task);
  }

  static String unhealthyTarget(Target target, String description) {
    return "(task %s) (port %d) is unhealthy in (target-group %s) due to (reason %s)."
        .formatted(target.task(), target.port(), target.group(), description);
  }

  static String completed(DeploymentId deployment) {
    return "(deployment %s) deployment completed.".formatted(deployment);
  }

  /// AWS tells of the stages of a deployment in DescribeServiceDeployments, not among the events;
  /// the words are ours.
  static String shifted(DeploymentId deployment, TrafficShift shift) {
    return "(deployment %s) is in lifecycle stage %s with %s percent of the production traffic."
        .formatted(deployment, shift.stage(), shift.percent());
  }

  static String timedOut(HookRun run, long minutes) {
    var what =
        switch (run.hook().target()) {
          case LifecycleHook.Target.Function _ -> "did not answer";
          case LifecycleHook.Target.Pause _ -> "got no action";
        };
    return "(deployment %s) lifecycle hook %s %s within %d minutes at %s: %s."
        .formatted(
            run.deployment(),
            run.name(),
            what,
            minutes,
            run.stage(),
            run.hook().goesOnAfter() ? "CONTINUE" : "ROLLBACK");
  }

  /// The words are ours, as those of the stages are.
  static String paused(HookRun run, ServiceName service) {
    return "(deployment %s) lifecycle hook %s is AWAITING_ACTION at %s: taskdock continue %s"
        .formatted(run.deployment(), run.name(), run.stage(), service);
  }

  static String failed(DeploymentId deployment, RolloutState.Reason why) {
    return "(deployment %s) deployment failed: %s".formatted(deployment, why.what());
  }

  static String rollingBack(DeploymentId deployment) {
    return "rolling back to deployment %s.".formatted(deployment);
  }

  private static String named(Collection<TaskId> tasks) {
    return tasks.stream().map(t -> "(task " + t + ")").collect(Collectors.joining(" "));
  }
}
