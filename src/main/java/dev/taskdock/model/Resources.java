package dev.taskdock.model;

import java.util.Optional;

/// A container's own share of the task's size.
///
/// @param cpu a relative weight among the containers of the task, never a cap
/// @param memory the hard limit; the container is killed above it
/// @param memoryReservation the soft limit
public record Resources(
    Optional<CpuUnits> cpu, Optional<Mebibytes> memory, Optional<Mebibytes> memoryReservation) {
  /// Nothing reserved: the container may use all the task has.
  public static final Resources NONE =
      new Resources(Optional.empty(), Optional.empty(), Optional.empty());
}
