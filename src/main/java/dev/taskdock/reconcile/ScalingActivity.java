package dev.taskdock.reconcile;

import java.time.Instant;

/// One change of a desired count that auto scaling made.
///
/// @param cause a sentence
public record ScalingActivity(Instant at, int from, int to, String cause) {
  /// Whether it made the service larger.
  public boolean isScaleOut() {
    return to > from;
  }
}
