package dev.taskdock.metadata;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// A bucket of 60 requests for each caller, filled with 40 a second.
///
/// A task has one address, so this is a bucket for each task, and one for each stranger too.
///
/// Source: the agent's task metadata throttle, steady state 40 and burst 60.
final class Throttle {
  private static final double BURST = 60;
  private static final double PER_NANO = 40 / 1e9;

  private final Map<String, Level> levels = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /// @param admitted whether the last request was answered
  private record Level(double tokens, long at, boolean admitted) {
    static Level full(long now) {
      return new Level(BURST, now, true);
    }

    Level asked(long now) {
      double filled = Math.min(BURST, tokens + (now - at) * PER_NANO);
      boolean enough = filled >= 1;
      return new Level(enough ? filled - 1 : filled, now, enough);
    }
  }

  /// @param nanoTime a clock that only differences count of
  Throttle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether a request of `caller` is answered; it counts if so.
  boolean admits(String caller) {
    long now = nanoTime.getAsLong();
    return levels
        .compute(caller, (_, before) -> (before == null ? Level.full(now) : before).asked(now))
        .admitted();
  }
}
