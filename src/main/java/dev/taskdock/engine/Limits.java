package dev.taskdock.engine;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a container may use.
///
/// @param cpuShares relative weight, 2–262144
/// @param cpuQuotaMicros CPU time per period of 100 000 µs
/// @param memoryBytes hard limit, swap included
/// @param memoryReservationBytes soft limit
/// @param openFiles descriptor limit, soft and hard
public record Limits(
    OptionalInt cpuShares,
    OptionalLong cpuQuotaMicros,
    OptionalLong memoryBytes,
    OptionalLong memoryReservationBytes,
    OptionalInt openFiles) {
  /// Whatever the engine gives.
  public static final Limits NONE =
      new Limits(
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalInt.empty());
}
