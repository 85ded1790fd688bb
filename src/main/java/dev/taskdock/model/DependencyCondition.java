package dev.taskdock.model;

/// What a container waits for, spelled as in `dependsOn[].condition`.
public enum DependencyCondition {
  /// It runs, or has run.
  START,
  /// It has exited, with any code.
  COMPLETE,
  /// It has exited with code 0.
  SUCCESS,
  /// Its health check in the task definition passes.
  HEALTHY
}
