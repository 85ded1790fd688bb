package dev.taskdock.simulation;

import java.time.Duration;

/// How and when a scripted process ends.
///
/// @param after counted from its start, or from the signal that ends it
/// @param outOfMemory whether the kernel killed it for memory
public record Ending(int exitCode, Duration after, boolean outOfMemory) {
  /// What SIGTERM does to a process that has nothing to say about it.
  static final Ending BY_TERM = new Ending(143, Duration.ZERO, false);

  /// What SIGKILL does to every process.
  static final Ending BY_KILL = new Ending(137, Duration.ZERO, false);
}
