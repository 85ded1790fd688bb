package dev.taskdock.model;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What is asked, or waited for, at stages of a deployment before it may go on.
///
/// Source: DeploymentLifecycleHook; "Lambda hooks for Amazon ECS service deployments" and "Pause
/// hooks for Amazon ECS service deployments".
///
/// @param timeout how long it may take until the deployment may go on, or may not
/// @param goesOnAfter what a time-out does: CONTINUE, else ROLLBACK
public record LifecycleHook(
    Target target, Set<LifecycleStage> stages, Duration timeout, boolean goesOnAfter) {
  /// What applies where nothing is said.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofDays(1);

  /// How many of one `targetType` a service may have.
  public static final int MOST_OF_A_TYPE = 10;

  public LifecycleHook {
    stages = Set.copyOf(stages);
  }

  /// Who decides (`targetType`).
  public sealed interface Target {
    /// A function that is asked (AWS_LAMBDA).
    ///
    /// @param arn the `hookTargetArn`, as written
    /// @param details the `hookDetails`, an object of JSON
    record Function(String arn, Optional<String> details) implements Target {}

    /// Whoever calls ContinueServiceDeployment (PAUSE).
    record Pause() implements Target {}

    /// The `targetType`.
    default String word() {
      return switch (this) {
        case Function _ -> "AWS_LAMBDA";
        case Pause _ -> "PAUSE";
      };
    }
  }

  /// A function of which nothing more is said.
  public static LifecycleHook function(String arn, Set<LifecycleStage> stages) {
    return new LifecycleHook(
        new Target.Function(arn, Optional.empty()), stages, DEFAULT_TIMEOUT, false);
  }

  /// A pause of which nothing more is said.
  public static LifecycleHook pause(Set<LifecycleStage> stages) {
    return new LifecycleHook(new Target.Pause(), stages, DEFAULT_TIMEOUT, false);
  }

  /// The same with another time-out.
  public LifecycleHook timingOut(Duration after, boolean goesOn) {
    return new LifecycleHook(target, stages, after, goesOn);
  }

  /// The name of a function, also where its ARN has a version or an alias behind it:
  /// `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`.
  public static String nameIn(String target) {
    int at = target.indexOf(":function:");
    return at < 0 ? target : target.substring(at + ":function:".length()).split(":", 2)[0];
  }
}
