package dev.taskdock.routing;

import java.util.Locale;

/// What a target group says of a target's health.
///
/// Source: DescribeTargetHealth, `State`.
public enum HealthState {
  INITIAL,
  HEALTHY,
  UNHEALTHY,
  DRAINING,
  UNUSED;

  /// As AWS writes it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
