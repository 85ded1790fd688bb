package dev.taskdock.model;

import java.util.List;

/// A service whose desired count follows policies, between two bounds.
///
/// Source: RegisterScalableTarget, with dimension `ecs:service:DesiredCount`.
public record ScalableTarget(
    ServiceName service,
    int minCapacity,
    int maxCapacity,
    List<ScalingPolicy> policies,
    List<ScheduledAction> scheduledActions) {
  public ScalableTarget {
    policies = List.copyOf(policies);
    scheduledActions = List.copyOf(scheduledActions);
    if (minCapacity < 0 || maxCapacity < minCapacity) {
      throw new IllegalArgumentException("not bounds: " + minCapacity + ".." + maxCapacity);
    }
  }

  /// One without scheduled actions.
  public ScalableTarget(
      ServiceName service, int minCapacity, int maxCapacity, List<ScalingPolicy> policies) {
    this(service, minCapacity, maxCapacity, policies, List.of());
  }

  /// A count drawn within the bounds.
  public int within(int count) {
    return Math.clamp(count, minCapacity, maxCapacity);
  }

  /// The same with other bounds, as a scheduled action sets them.
  public ScalableTarget bounded(int least, int most) {
    return new ScalableTarget(service, least, most, policies, scheduledActions);
  }

  /// The same with cooldowns so many times shorter.
  public ScalableTarget times(int faster) {
    return new ScalableTarget(
        service,
        minCapacity,
        maxCapacity,
        policies.stream().map(p -> p.times(faster)).toList(),
        scheduledActions);
  }

  /// Whether a policy looks at this metric.
  public boolean looksAt(ScalingMetric metric) {
    return policies.stream().anyMatch(p -> p.metric() == metric);
  }
}
