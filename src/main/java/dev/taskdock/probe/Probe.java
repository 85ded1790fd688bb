package dev.taskdock.probe;

import dev.taskdock.problem.Location;
import java.util.Optional;

/// One probe of a smoke test.
///
/// @param name what it is called on the screen
/// @param location where it is written, or what made it necessary
public record Probe(String name, Optional<Location> location, Trial trial) {
  /// A probe by the name of what it tries.
  public static Probe of(Trial trial, Optional<Location> location) {
    return new Probe(trial.title(), location, trial);
  }
}
