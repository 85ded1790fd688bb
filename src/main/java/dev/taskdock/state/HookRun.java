package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.model.ServiceName;
import dev.taskdock.state.HookCall.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One lifecycle hook at one stage of a deployment, from its first call to its answer.
///
/// @param executionId a UUID
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
  /// How far it has come.
  public sealed interface Progress {
    /// It is to be called, or is being called.
    ///
    /// @param details the `hookDetails` of the next call
    record Open(Instant from, Duration delay, Optional<String> details) implements Progress {}

    /// The deployment may go on.
    record Passed(Optional<String> remark) implements Progress {}

    /// It may not.
    record Failed(String why) implements Progress {}
  }

  /// A hook that is to be called at once.
  public static HookRun of(
      String executionId,
      DeploymentId deployment,
      LifecycleHook hook,
      LifecycleStage stage,
      Weights weights,
      Instant now) {
    var open = new Progress.Open(now, Duration.ZERO, hook.details());
    return new HookRun(executionId, deployment, hook, stage, weights, now, open);
  }

  /// Whether its answer is still to come.
  public boolean isOpen() {
    return progress instanceof Progress.Open;
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
              new Progress.Open(at, delay, details);
        });
  }

  /// When it is to be called; empty where it has answered.
  public Optional<Instant> due(Tempo tempo) {
    return progress instanceof Progress.Open(var from, var delay, _)
        ? Optional.of(from.plus(tempo.of(delay)))
        : Optional.empty();
  }

  /// When it has taken too long.
  public Instant expiresAt(Tempo tempo) {
    return since.plus(tempo.of(hook.timeout()));
  }

  /// Its next call.
  public HookCall call(ServiceName service) {
    var details =
        progress instanceof Progress.Open(_, _, var next) ? next : Optional.<String>empty();
    return new HookCall(executionId, hook.target(), service, deployment, stage, weights, details);
  }

  /// What is told of it, without the service. The words are ours: AWS shows hooks in
  /// DescribeServiceDeployments, not among the events.
  Optional<String> sentence() {
    var who = "(deployment %s) lifecycle hook %s".formatted(deployment, hook.name());
    return switch (progress) {
      case Progress.Open _ -> Optional.empty();
      case Progress.Passed(var remark) ->
          Optional.of(
              remark
                  .map(r -> "%s %s: it counts as SUCCEEDED at %s.".formatted(who, r, stage))
                  .orElseGet(() -> "%s answered SUCCEEDED at %s.".formatted(who, stage)));
      case Progress.Failed(var why) -> Optional.of("%s %s at %s.".formatted(who, why, stage));
    };
  }
}
