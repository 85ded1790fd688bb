package dev.taskdock.proxy;

import java.time.Duration;

/// How requests are carried where the proxy stands for those of Service Connect, and not for a load
/// balancer: nothing is added to them, and what fails is tried again elsewhere.
///
/// @param perRequest in nanoseconds from a whole request to the end of its answer, 0 for ever
record Mesh(long perRequest, Outliers outliers) {
  /// How often a request or connection is tried again.
  ///
  /// Source: "Service Connect proxy configuration" of the ECS developer guide, retries.
  static final int RETRIES = 2;

  static Mesh of(Duration perRequest) {
    return new Mesh(perRequest.toNanos(), new Outliers());
  }

  /// Whether a request that was whole at `since` has had its time.
  boolean isOver(long since, long now) {
    return perRequest > 0 && since != 0 && now - since > perRequest;
  }
}
