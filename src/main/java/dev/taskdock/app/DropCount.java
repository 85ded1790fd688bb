package dev.taskdock.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Counts what is dropped again and again: a client that gets no answer tries anew, and one line
/// says as much as twenty.
final class DropCount {
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  private final Map<String, Times> told = new HashMap<>();

  /// @param since when it was told last
  private record Times(long since, int more) {}

  /// What to say of one more; empty where that was said a moment ago.
  synchronized Optional<String> counted(String sentence) {
    return counted(sentence, System.nanoTime());
  }

  synchronized Optional<String> counted(String sentence, long now) {
    var before = told.get(sentence);
    if (before != null && now - before.since() < PAUSE) {
      told.put(sentence, new Times(before.since(), before.more() + 1));
      return Optional.empty();
    }
    told.put(sentence, new Times(now, 0));
    return Optional.of(
        before == null || before.more() == 0
            ? sentence
            : "%s (%d more since)".formatted(sentence, before.more()));
  }
}
