package dev.taskdock.input.compose;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The small notations of compose files: durations and sizes.
final class Words {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s|m|h|d)");
  private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:us|ms|s|m|h|d))+");
  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)i?b?");

  private Words() {}

  /// `1m30s`; a number alone is seconds.
  static Optional<Duration> duration(String text) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    if (text.length() > 40 || !DURATION.matcher(text).matches()) {
      return Optional.empty();
    }
    double seconds = 0;
    var matcher = PART.matcher(text);
    while (matcher.find()) {
      seconds += Double.parseDouble(matcher.group(1)) * unit(matcher.group(2));
    }
    return Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private static double unit(String name) {
    return switch (name) {
      case "us" -> 1e-6;
      case "ms" -> 1e-3;
      case "m" -> 60;
      case "h" -> 3600;
      case "d" -> 86_400;
      default -> 1;
    };
  }

  /// `512m`, `1.5gb`, or a number of bytes, in MiB, rounded up.
  static Optional<Integer> mebibytes(String text) {
    var matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (text.length() > 24 || !matcher.matches()) {
      return Optional.empty();
    }
    double bytes =
        Double.parseDouble(matcher.group(1))
            * switch (matcher.group(2)) {
              case "k" -> 1L << 10;
              case "m" -> 1L << 20;
              case "g" -> 1L << 30;
              case "t" -> 1L << 40;
              default -> 1L;
            };
    double mebibytes = Math.ceil(bytes / (1 << 20));
    return mebibytes > 1 << 20 ? Optional.empty() : Optional.of((int) mebibytes);
  }
}
