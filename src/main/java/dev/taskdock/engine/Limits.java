package dev.taskdock.engine;

import dev.taskdock.model.Ulimit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a container may use.
///
/// @param cpuShares relative weight, 2–262144
/// @param cpuQuotaMicros CPU time per period of 100 000 µs
/// @param memoryBytes hard limit, swap included
/// @param memoryReservationBytes soft limit
/// @param ulimits of its processes; what is not named is the engine's default
/// @param cgroup the control group its own is made in, empty for the engine's usual place
public record Limits(
    OptionalInt cpuShares,
    OptionalLong cpuQuotaMicros,
    OptionalLong memoryBytes,
    OptionalLong memoryReservationBytes,
    List<Ulimit> ulimits,
    Optional<String> cgroup) {
  /// Whatever the engine gives.
  public static final Limits NONE =
      new Limits(
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          List.of(),
          Optional.empty());

  public Limits {
    ulimits = List.copyOf(ulimits);
  }
}
