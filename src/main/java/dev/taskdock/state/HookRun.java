package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.model.ServiceName;
import dev.taskdock.state.HookCall.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One lifecycle hook at one stage of a deployment, from its first call to its answer; or, of a
/// PAUSE, until somebody decides.
///
/// @param executionId a UUID, or the `hookId` of a PAUSE
/// @param deployment the one that is asked about
/// @param since when the stage began
public record HookRun(
    String executionId,
    DeploymentId deployment,
    LifecycleHook hook,
    LifecycleStage stage,
    Weights weights,
    Instant since,
    Progress progress) {
  /// What the `hookId` of a PAUSE begins with.
  public static final String PAUSED = "ecs-pause-";

  /// How far it has come.
  public sealed interface Progress {
    /// It is to be called, or is being called.
    ///
    /// @param target the function
    /// @param details the `hookDetails` of the next call
    record Open(String target, Instant from, Duration delay, Optional<String> details)
        implements Progress {}

    /// It waits for ContinueServiceDeployment.
    record Awaiting() implements Progress {}

    /// The deployment may go on.
    record Passed(Optional<String> remark) implements Progress {}

    /// It may not.
    record Failed(String why) implements Progress {}
  }

  /// A hook that is to be called at once, or is waited for from now on.
  ///
  /// @param uuid of its own
  public static HookRun of(
      String uuid,
      DeploymentId deployment,
      LifecycleHook hook,
      LifecycleStage stage,
      Weights weights,
      Instant now) {
    return switch (hook.target()) {
      case LifecycleHook.Target.Function(var arn, var details) -> {
        var open = new Progress.Open(arn, now, Duration.ZERO, details);
        yield new HookRun(uuid, deployment, hook, stage, weights, now, open);
      }
      case LifecycleHook.Target.Pause _ ->
          new HookRun(
              PAUSED + uuid, deployment, hook, stage, weights, now, new Progress.Awaiting());
    };
  }

  /// Whether its answer is still to come.
  public boolean isOpen() {
    return switch (progress) {
      case Progress.Open _, Progress.Awaiting _ -> true;
      case Progress.Passed _, Progress.Failed _ -> false;
    };
  }

  /// Whether it waits for ContinueServiceDeployment.
  public boolean isAwaited() {
    return progress instanceof Progress.Awaiting;
  }

  /// The `status` of it in DescribeServiceDeployments.
  public String status() {
    return switch (progress) {
      case Progress.Open _ -> "IN_PROGRESS";
      case Progress.Awaiting _ -> "AWAITING_ACTION";
      case Progress.Passed _ -> "SUCCEEDED";
      case Progress.Failed _ -> "FAILED";
    };
  }

  /// How it is called in a sentence: a function by its name.
  public String name() {
    return switch (hook.target()) {
      case LifecycleHook.Target.Function(var arn, _) -> LifecycleHook.nameIn(arn);
      case LifecycleHook.Target.Pause _ -> executionId;
    };
  }

  /// Why the deployment may not go on; empty where it may, or where that is not known.
  public Optional<String> failure() {
    return progress instanceof Progress.Failed(var why) ? Optional.of(why) : Optional.empty();
  }

  /// The same, come further.
  public HookRun with(Progress other) {
    return new HookRun(executionId, deployment, hook, stage, weights, since, other);
  }

  HookRun after(HookAnswer answer, Instant at) {
    return with(
        switch (answer) {
          case HookAnswer.Succeeded(var remark) -> new Progress.Passed(remark);
          case HookAnswer.Failed(var why) -> new Progress.Failed(why);
          case HookAnswer.InProgress(var delay, var details) ->
              progress instanceof Progress.Open open
                  ? new Progress.Open(open.target(), at, delay, details)
                  : progress;
        });
  }

  /// When it is to be called; empty where it has answered, and where nobody is called.
  public Optional<Instant> due(Tempo tempo) {
    return progress instanceof Progress.Open open
        ? Optional.of(open.from().plus(tempo.of(open.delay())))
        : Optional.empty();
  }

  /// When it has taken too long.
  public Instant expiresAt(Tempo tempo) {
    return since.plus(tempo.of(hook.timeout()));
  }

  /// Its next call, of what is to be called.
  public Optional<HookCall> call(ServiceName service) {
    return progress instanceof Progress.Open open
        ? Optional.of(
            new HookCall(
                executionId, open.target(), service, deployment, stage, weights, open.details()))
        : Optional.empty();
  }

  /// What is told of it, without the service. The words are ours: AWS shows hooks in
  /// DescribeServiceDeployments, not among the events.
  Optional<String> sentence() {
    var who = "(deployment %s) lifecycle hook %s".formatted(deployment, name());
    return switch (progress) {
      case Progress.Open _, Progress.Awaiting _ -> Optional.empty();
      case Progress.Passed(var remark) ->
          Optional.of(
              switch (hook.target()) {
                case LifecycleHook.Target.Function _ ->
                    remark
                        .map(r -> "%s %s: it counts as SUCCEEDED at %s.".formatted(who, r, stage))
                        .orElseGet(() -> "%s answered SUCCEEDED at %s.".formatted(who, stage));
                case LifecycleHook.Target.Pause _ -> "%s got CONTINUE at %s.".formatted(who, stage);
              });
      case Progress.Failed(var why) -> Optional.of("%s %s at %s.".formatted(who, why, stage));
    };
  }
}
