package dev.taskdock.model;

import java.time.Duration;
import java.util.Optional;

/// How long others wait for a container, and how long it may take to stop.
///
/// @param start `startTimeout`: how long a dependent waits for this container to become COMPLETE,
///   SUCCESS or HEALTHY, counted from its own start; without it there is no limit
/// @param stop `stopTimeout`: from the stop signal to SIGKILL, 30 s when not given
public record Timeouts(Optional<Duration> start, Duration stop) {
  /// What Fargate does when nothing is given.
  public static final Timeouts DEFAULT = new Timeouts(Optional.empty(), Duration.ofSeconds(30));
}
