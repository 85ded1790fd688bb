package dev.taskdock.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When a container starts, how it is judged while it runs, and what its end means.
///
/// @param essential whether the task ends when this container does
/// @param dependencies what has to be true of siblings before this one starts
/// @param healthCheck the definition's own check; an image's HEALTHCHECK does not count
/// @param restart what to do when it exits, where the definition enables it
public record Lifecycle(
    boolean essential,
    List<Dependency> dependencies,
    Optional<HealthCheck> healthCheck,
    Timeouts timeouts,
    Optional<RestartPolicy> restart) {
  /// An essential container that waits for nothing.
  public static final Lifecycle DEFAULT =
      new Lifecycle(true, List.of(), Optional.empty(), Timeouts.DEFAULT, Optional.empty());

  public Lifecycle {
    dependencies = List.copyOf(dependencies);
  }

  /// The same, waiting for one more thing.
  Lifecycle with(Dependency dependency) {
    var more = new ArrayList<>(dependencies);
    more.add(dependency);
    return new Lifecycle(essential, more, healthCheck, timeouts, restart);
  }
}
