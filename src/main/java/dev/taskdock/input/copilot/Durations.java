package dev.taskdock.input.copilot;

import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as Go writes them: `1h30m`, `10s`.
final class Durations {
  private static final Pattern GO =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})(?:\\.\\d+)?s)?");

  private Durations() {}

  /// The seconds of `text`; empty where it is no duration.
  static Optional<String> seconds(String text) {
    var parts = GO.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      return Optional.empty();
    }
    long seconds = 3600 * number(parts.group(1)) + 60 * number(parts.group(2));
    return Optional.of(Long.toString(seconds + number(parts.group(3))));
  }

  private static long number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
