package dev.taskdock.model;

import java.util.Optional;

/// Where a container's output goes, and whether it is the one that routes the output of others.
///
/// @param configuration empty where nothing ships the output anywhere
/// @param router set for a FireLens router
public record Logging(
    Optional<LogConfiguration> configuration, Optional<FirelensConfiguration> router) {
  /// Nowhere.
  public static final Logging NONE = new Logging(Optional.empty(), Optional.empty());

  /// Whether the output goes to the task's router.
  public boolean isRouted() {
    return configuration.filter(c -> c.driver().equals("awsfirelens")).isPresent();
  }
}
