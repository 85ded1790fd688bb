package dev.taskdock.state;

import java.time.Duration;
import java.time.Instant;

/// The pause after tasks of a service that stopped without having run.
///
/// AWS names only the longest pause. That it begins with a second and doubles is ours.
///
/// @param level how many pauses there were in a row
/// @param until no task is launched before
public record Throttle(int level, Instant until) {
  /// No pause.
  public static final Throttle NONE = new Throttle(0, Instant.EPOCH);

  /// From here on a service is said to be unable to start tasks consistently.
  private static final int IMPAIRED = 3;

  private static final int MOST_DOUBLINGS = 20;

  /// After one more task that never ran. Those that fail together make one pause.
  public Throttle failed(Instant now, Duration longest) {
    if (now.isBefore(until)) {
      return this;
    }
    var pause = Duration.ofSeconds(1L << Math.min(level, MOST_DOUBLINGS));
    return new Throttle(level + 1, now.plus(pause.compareTo(longest) < 0 ? pause : longest));
  }

  /// Whether starts have failed so often that it is told.
  public boolean isImpaired() {
    return level >= IMPAIRED;
  }
}
