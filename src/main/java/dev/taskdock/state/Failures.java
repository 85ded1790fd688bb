package dev.taskdock.state;

/// The failed tasks of a deployment, as its circuit breaker counts them.
///
/// Until one of its tasks has run, those count that never did; after that, those that fail their
/// health checks.
///
/// @param count `failedTasks`
/// @param anyRan whether a task of the deployment was RUNNING once
public record Failures(int count, boolean anyRan) {
  /// None, and nothing has run.
  public static final Failures NONE = new Failures(0, false);

  /// After a task that stopped without having run.
  public Failures neverRan() {
    return anyRan ? this : new Failures(count + 1, false);
  }

  /// After a task that runs; the first one ends the count of those that did not.
  public Failures ran() {
    return anyRan ? this : new Failures(0, true);
  }

  /// After a task that failed its health checks.
  public Failures unhealthy() {
    return new Failures(count + 1, true);
  }

  /// After a task that made up for the others.
  public Failures forgiven() {
    return new Failures(0, anyRan);
  }
}
