package dev.taskdock.model;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/// Other bounds for a service from a moment on.
///
/// Source: PutScheduledAction.
///
/// @param zone whose wall clock the schedule means
/// @param start before which it is not taken
/// @param end after which it is not taken
/// @param minCapacity empty where it stays
/// @param maxCapacity empty where it stays
public record ScheduledAction(
    String name,
    Schedule schedule,
    ZoneId zone,
    Optional<Instant> start,
    Optional<Instant> end,
    OptionalInt minCapacity,
    OptionalInt maxCapacity) {
  /// Whether it is taken after `from`, but not after `to`.
  ///
  /// @param beginning what a rate without a start is counted from
  public boolean isDue(Instant from, Instant to, Instant beginning) {
    return schedule
        .next(from, zone, start.orElse(beginning))
        .filter(moment -> !moment.isAfter(to))
        .filter(moment -> start.filter(moment::isBefore).isEmpty())
        .filter(moment -> end.filter(moment::isAfter).isEmpty())
        .isPresent();
  }
}
