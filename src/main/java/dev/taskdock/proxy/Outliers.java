package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who failed so often in a row that nobody is sent there for a while.
///
/// Five failures within 30 seconds, none of them answered in between, keep a target out for 30
/// seconds; each time after that for 30 seconds longer, up to five minutes.
///
/// Source: "Service Connect proxy configuration" of the ECS developer guide, outlier detection.
final class Outliers {
  private static final int FAILURES = 5;
  private static final long WINDOW = Duration.ofSeconds(30).toNanos();
  private static final long SHORTEST = Duration.ofSeconds(30).toNanos();
  private static final long LONGEST = Duration.ofMinutes(5).toNanos();

  private final Map<TargetId, Streak> streaks = new ConcurrentHashMap<>();

  /// @param since when the first of the failures in a row was
  /// @param until when it is let in again
  private record Streak(int failures, long since, int ejections, long until) {
    private static final Streak NONE = new Streak(0, 0, 0, Long.MIN_VALUE);

    Streak failed(long now) {
      boolean first = failures == 0 || now - since > WINDOW;
      int inRow = first ? 1 : failures + 1;
      return inRow < FAILURES
          ? new Streak(inRow, first ? now : since, ejections, until)
          : new Streak(0, 0, ejections + 1, now + Math.min(LONGEST, SHORTEST * (ejections + 1)));
    }
  }

  /// A target failed.
  void failed(TargetId target, long now) {
    streaks.merge(target, Streak.NONE.failed(now), (known, _) -> known.failed(now));
  }

  /// A target answered.
  void succeeded(TargetId target) {
    if (!streaks.isEmpty()) {
      streaks.computeIfPresent(
          target,
          (_, known) ->
              known.ejections == 0 ? null : new Streak(0, 0, known.ejections, known.until));
    }
  }

  /// Whether nobody is to be sent there now.
  boolean isOut(TargetId target, long now) {
    var known = streaks.get(target);
    return known != null && known.ejections > 0 && known.until - now > 0;
  }
}
