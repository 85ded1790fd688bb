package dev.taskdock.state;

import java.time.Instant;

/// What a load balancer makes of a target.
///
/// Source: DescribeTargetHealth.
public sealed interface TargetHealth {
  /// Registered, nothing is known yet.
  record Initial() implements TargetHealth {}

  /// Its health checks pass.
  record Healthy() implements TargetHealth {}

  /// Its health checks fail.
  ///
  /// @param reason the code, as `Target.Timeout`
  /// @param description the sentence, as `Request timed out`
  record Unhealthy(String reason, String description) implements TargetHealth {}

  /// It gets no new requests; those under way may end until then.
  record Draining(Instant until) implements TargetHealth {}

  /// Not registered, or not any more.
  record Unused() implements TargetHealth {}

  /// The word of ELB.
  default String word() {
    return switch (this) {
      case Initial _ -> "initial";
      case Healthy _ -> "healthy";
      case Unhealthy _ -> "unhealthy";
      case Draining _ -> "draining";
      case Unused _ -> "unused";
    };
  }
}
