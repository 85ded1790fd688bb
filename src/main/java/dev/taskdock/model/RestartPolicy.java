package dev.taskdock.model;

import java.time.Duration;
import java.util.Set;

/// A container's `restartPolicy`, enabled.
///
/// @param ignoredExitCodes codes after which it is not started again
/// @param attemptPeriod how long it must have run to be started again, 60–1800 s, 300 s when not
///   given
public record RestartPolicy(Set<Integer> ignoredExitCodes, Duration attemptPeriod) {
  public RestartPolicy {
    ignoredExitCodes = Set.copyOf(ignoredExitCodes);
  }
}
