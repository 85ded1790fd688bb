package dev.taskdock.model;

import java.util.List;

/// How a service replaces its tasks.
///
/// Source: CreateService, `deploymentConfiguration`.
///
/// @param minimumHealthyPercent of the desired count, rounded up, that stay RUNNING and healthy
/// @param maximumPercent of the desired count, rounded down, that are RUNNING or PENDING at most
/// @param hooks in the order written
public record DeploymentConfiguration(
    int minimumHealthyPercent,
    int maximumPercent,
    DeploymentCircuitBreaker circuitBreaker,
    DeploymentStrategy strategy,
    DeploymentAlarms alarms,
    List<LifecycleHook> hooks) {
  /// What applies where nothing is said.
  public static final DeploymentConfiguration DEFAULT = rolling(100, 200);

  public DeploymentConfiguration {
    hooks = List.copyOf(hooks);
  }

  /// A rolling deployment without a circuit breaker.
  public static DeploymentConfiguration rolling(int minimumHealthyPercent, int maximumPercent) {
    return new DeploymentConfiguration(
        minimumHealthyPercent,
        maximumPercent,
        DeploymentCircuitBreaker.OFF,
        new DeploymentStrategy.Rolling(),
        DeploymentAlarms.NONE,
        List.of());
  }

  /// The same with a circuit breaker.
  public DeploymentConfiguration with(DeploymentCircuitBreaker other) {
    return new DeploymentConfiguration(
        minimumHealthyPercent, maximumPercent, other, strategy, alarms, hooks);
  }

  /// The same with another strategy.
  public DeploymentConfiguration with(DeploymentStrategy other) {
    return new DeploymentConfiguration(
        minimumHealthyPercent, maximumPercent, circuitBreaker, other, alarms, hooks);
  }

  /// The same with alarms.
  public DeploymentConfiguration with(DeploymentAlarms other) {
    return new DeploymentConfiguration(
        minimumHealthyPercent, maximumPercent, circuitBreaker, strategy, other, hooks);
  }

  /// The same with lifecycle hooks.
  public DeploymentConfiguration withHooks(List<LifecycleHook> others) {
    return new DeploymentConfiguration(
        minimumHealthyPercent, maximumPercent, circuitBreaker, strategy, alarms, others);
  }

  /// Whether a deployment begins with stages, at which it may be asked to wait.
  public boolean isAsked() {
    return !(strategy instanceof DeploymentStrategy.Rolling) && !hooks.isEmpty();
  }

  /// The hooks of a stage.
  public List<LifecycleHook> hooks(LifecycleStage stage) {
    return hooks.stream().filter(h -> h.stages().contains(stage)).toList();
  }

  /// The fewest tasks that are to be RUNNING and healthy.
  public int lowerBound(int desiredCount) {
    return Math.ceilDiv(Math.multiplyExact(desiredCount, minimumHealthyPercent), 100);
  }

  /// The most tasks that may be RUNNING or PENDING.
  public int upperBound(int desiredCount) {
    return Math.multiplyExact(desiredCount, maximumPercent) / 100;
  }
}
