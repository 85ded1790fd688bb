package dev.taskdock.model;

import java.util.List;

/// A service whose desired count follows policies, between two bounds.
///
/// Source: RegisterScalableTarget, with dimension `ecs:service:DesiredCount`.
public record ScalableTarget(
    ServiceName service, int minCapacity, int maxCapacity, List<ScalingPolicy> policies) {
  public ScalableTarget {
    policies = List.copyOf(policies);
    if (minCapacity < 0 || maxCapacity < minCapacity) {
      throw new IllegalArgumentException("not bounds: " + minCapacity + ".." + maxCapacity);
    }
  }

  /// A count drawn within the bounds.
  public int within(int count) {
    return Math.clamp(count, minCapacity, maxCapacity);
  }

  /// The same with other bounds, as a scheduled action sets them.
  public ScalableTarget bounded(int least, int most) {
    return new ScalableTarget(service, least, most, policies);
  }
}
