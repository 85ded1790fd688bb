package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;

/// How far a deployment has come (`rolloutState`).
public sealed interface RolloutState {
  /// It goes on.
  record InProgress() implements RolloutState {}

  /// It goes on, to bring back what was completed before.
  ///
  /// @param to the deployment that is brought back
  record RollingBack(DeploymentId to) implements RolloutState {}

  /// All of its tasks run, and no others.
  record Completed() implements RolloutState {}

  /// It outlived the taskdock that began it. What its tasks are is known by their labels alone, so
  /// none is launched any more.
  record Adopted() implements RolloutState {}

  /// It was called off.
  record Failed() implements RolloutState {}

  /// Whether it is neither completed nor called off.
  default boolean goesOn() {
    return switch (this) {
      case InProgress _, RollingBack _ -> true;
      case Completed _, Adopted _, Failed _ -> false;
    };
  }

  /// The word of ECS.
  default String word() {
    return switch (this) {
      case InProgress _, RollingBack _ -> "IN_PROGRESS";
      case Completed _, Adopted _ -> "COMPLETED";
      case Failed _ -> "FAILED";
    };
  }

  /// The `rolloutStateReason` of a deployment in this state.
  default String reason(DeploymentId deployment) {
    return switch (this) {
      case InProgress _ -> "ECS deployment " + deployment + " in progress.";
      case RollingBack(var to) ->
          "ECS deployment circuit breaker: rolling back to deploymentId " + to + ".";
      case Completed _, Adopted _ -> "ECS deployment " + deployment + " completed.";
      case Failed _ -> "ECS deployment circuit breaker: tasks failed to start.";
    };
  }
}
