package dev.taskdock.logs;

import dev.taskdock.model.GoPattern;
import dev.taskdock.model.LogConfiguration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the options of the driver `awslogs` say.
///
/// Source: developer guide, "awslogs"; the engine's driver for the meaning of a date's format.
///
/// @param beginning what is found in the first line of an event, empty where every line is one
/// @param buffer in bytes; empty where whoever prints waits
public record Awslogs(
    String group, String prefix, Optional<com.google.re2j.Pattern> beginning, OptionalLong buffer) {
  private static final long DEFAULT_BUFFER = 10L << 20;
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?) ?([kmgtp]?)i?b?");
  private static final Pattern CONVERSION = Pattern.compile("%.");

  private static final Map<String, String> CONVERSIONS =
      Map.ofEntries(
          Map.entry("%a", "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"),
          Map.entry("%A", "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"),
          Map.entry("%w", "[0-6]"),
          Map.entry("%d", "(?:0[1-9]|[12][0-9]|3[01])"),
          Map.entry("%b", "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"),
          Map.entry(
              "%B",
              "(?:January|February|March|April|May|June|July|August|September|October|November"
                  + "|December)"),
          Map.entry("%m", "(?:0[1-9]|1[0-2])"),
          Map.entry("%Y", "\\d{4}"),
          Map.entry("%y", "\\d{2}"),
          Map.entry("%H", "(?:[01][0-9]|2[0-3])"),
          Map.entry("%I", "(?:0[0-9]|1[0-2])"),
          Map.entry("%p", "[AP]M"),
          Map.entry("%M", "[0-5][0-9]"),
          Map.entry("%S", "[0-5][0-9]"),
          Map.entry("%f", "\\d{6}"),
          Map.entry("%z", "[+-]\\d{4}"),
          Map.entry("%Z", "[A-Z]{1,4}T"),
          Map.entry("%j", "(?:[0-2][0-9]{2}|3[0-5][0-9]|36[0-6])"),
          Map.entry("%L", "\\.\\d{3}"));

  /// What a `logConfiguration` says, empty where it is of another driver.
  public static Optional<Awslogs> of(LogConfiguration configuration) {
    var options = configuration.options();
    return configuration.driver().equals("awslogs")
        ? Optional.of(
            new Awslogs(
                options.getOrDefault("awslogs-group", ""),
                options.getOrDefault("awslogs-stream-prefix", ""),
                beginning(options),
                buffer(options)))
        : Optional.empty();
  }

  /// A date's format wins over a pattern; one that is none, which the reader of the definition
  /// tells, leaves every line an event.
  private static Optional<com.google.re2j.Pattern> beginning(Map<String, String> options) {
    return Optional.ofNullable(options.get("awslogs-datetime-format"))
        .map(Awslogs::pattern)
        .or(() -> Optional.ofNullable(options.get("awslogs-multiline-pattern")))
        .flatMap(GoPattern::compiled);
  }

  private static String pattern(String format) {
    return CONVERSION
        .matcher(format)
        .replaceAll(conversion ->
            Matcher.quoteReplacement(
                CONVERSIONS.getOrDefault(conversion.group(), conversion.group())));
  }

  private static OptionalLong buffer(Map<String, String> options) {
    if (options.getOrDefault("mode", "non-blocking").equals("blocking")) {
      return OptionalLong.empty();
    }
    var size = SIZE.matcher(options.getOrDefault("max-buffer-size", "").toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return OptionalLong.of(DEFAULT_BUFFER);
    }
    int shift = size.group(2).isEmpty() ? 0 : 10 * ("kmgtp".indexOf(size.group(2)) + 1);
    return OptionalLong.of((long) (Double.parseDouble(size.group(1)) * (1L << shift)));
  }
}
