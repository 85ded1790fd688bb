package dev.taskdock.model;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// A function that is asked at stages of a deployment whether it may go on.
///
/// Source: DeploymentLifecycleHook; "Lambda hooks for Amazon ECS service deployments".
///
/// @param target the `hookTargetArn`, as written
/// @param timeout how long it may take to answer SUCCEEDED or FAILED
/// @param goesOnAfter what a time-out does: CONTINUE, else ROLLBACK
/// @param details the `hookDetails`, an object of JSON
public record LifecycleHook(
    String target,
    Set<LifecycleStage> stages,
    Duration timeout,
    boolean goesOnAfter,
    Optional<String> details) {
  /// What applies where nothing is said.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofDays(1);

  public LifecycleHook {
    stages = Set.copyOf(stages);
  }

  /// A hook of which nothing more is said.
  public LifecycleHook(String target, Set<LifecycleStage> stages) {
    this(target, stages, DEFAULT_TIMEOUT, false, Optional.empty());
  }

  /// The name of a function, also where its ARN has a version or an alias behind it:
  /// `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`.
  public static String nameIn(String target) {
    int at = target.indexOf(":function:");
    return at < 0 ? target : target.substring(at + ":function:".length()).split(":", 2)[0];
  }

  /// How it is called in a sentence.
  public String name() {
    return nameIn(target);
  }
}
