package dev.taskdock.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Lengths of time as people write them: `500ms`, `30s`, `2m`; a bare number is seconds.
public final class Spans {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,7})(ms|s|m)?");

  private Spans() {}

  /// Reads one, empty where it is none.
  public static Optional<Duration> parse(String text) {
    var matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    var unit = Optional.ofNullable(matcher.group(2)).orElse("s");
    return Optional.of(
        switch (unit) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofSeconds(number);
        });
  }

  /// Writes one, to a tenth of a second where that is worth it.
  public static String text(Duration span) {
    long millis = span.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    return millis % 1000 < 50 || millis >= 60_000
        ? millis / 1000 + " s"
        : millis / 1000 + "." + millis % 1000 / 100 + " s";
  }
}
