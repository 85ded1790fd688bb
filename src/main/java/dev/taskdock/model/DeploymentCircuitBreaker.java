package dev.taskdock.model;

/// When a deployment whose tasks keep failing is called off.
///
/// Source: CreateService, `deploymentCircuitBreaker`, and "How the Amazon ECS deployment circuit
/// breaker detects failures".
///
/// @param rollback whether the last completed deployment comes back then
/// @param resetOnHealthyTask whether a healthy task makes up for the failed ones
/// @param value what the threshold is counted from, in the unit of `type`
public record DeploymentCircuitBreaker(
    boolean enable, boolean rollback, boolean resetOnHealthyTask, Threshold type, int value) {
  /// What applies where nothing is said.
  public static final DeploymentCircuitBreaker OFF = of(false, false);

  private static final int LEAST = 3;
  private static final int MOST = 200;

  /// How the threshold is counted.
  public enum Threshold {
    /// A percentage of the desired count, 3–200 tasks.
    BOUNDED_PERCENT,
    /// A percentage of the desired count.
    UNBOUNDED_PERCENT,
    /// So many tasks.
    COUNT
  }

  /// A breaker with the usual threshold, half of the desired count.
  public static DeploymentCircuitBreaker of(boolean enable, boolean rollback) {
    return new DeploymentCircuitBreaker(enable, rollback, true, Threshold.BOUNDED_PERCENT, 50);
  }

  /// With how many failed tasks a deployment has failed.
  public int threshold(int desiredCount) {
    int share = Math.ceilDiv(Math.multiplyExact(desiredCount, value), 100);
    return switch (type) {
      case BOUNDED_PERCENT -> Math.clamp(share, LEAST, MOST);
      case UNBOUNDED_PERCENT -> share;
      case COUNT -> value;
    };
  }
}
