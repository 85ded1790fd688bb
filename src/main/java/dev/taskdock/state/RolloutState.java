package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;

/// How far a deployment has come (`rolloutState`).
public sealed interface RolloutState {
  /// It goes on.
  record InProgress() implements RolloutState {}

  /// It goes on, to bring back what was completed before.
  ///
  /// @param to the deployment that is brought back
  record RollingBack(DeploymentId to, Reason why) implements RolloutState {}

  /// All of its tasks run, and no others.
  record Completed() implements RolloutState {}

  /// It outlived the taskdock that began it. What its tasks are is known by their labels alone, so
  /// none is launched any more.
  record Adopted() implements RolloutState {}

  /// It was called off.
  record Failed(Reason why) implements RolloutState {}

  /// Why a deployment is called off.
  enum Reason {
    /// Its tasks kept failing.
    CIRCUIT_BREAKER("circuit breaker", "tasks failed to start."),
    /// An alarm that it watches went into ALARM.
    ALARM("alarm", "alarm detected."),
    /// A lifecycle hook said so, or did not answer in time.
    LIFECYCLE_HOOK("lifecycle hook", "lifecycle hook failed.");

    private final String who;
    private final String what;

    Reason(String who, String what) {
      this.who = who;
      this.what = what;
    }

    /// What the message of its failure ends with.
    public String what() {
      return what;
    }
  }

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
      case RollingBack(var to, var why) ->
          "ECS deployment %s: rolling back to deploymentId %s.".formatted(why.who, to);
      case Completed _, Adopted _ -> "ECS deployment " + deployment + " completed.";
      case Failed(var why) -> "ECS deployment %s: %s".formatted(why.who, why.what);
    };
  }
}
