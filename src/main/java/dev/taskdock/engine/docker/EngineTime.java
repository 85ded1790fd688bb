package dev.taskdock.engine.docker;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/// The engine's times, as in `2026-11-24T11:01:09.123456789Z`.
///
/// They stand before every piece of a log, and the JDK's formatter takes ten times as long over
/// them (and its classes cost a short command more than the rest of an inspection).
final class EngineTime {
  private static final int SECONDS_END = 19;

  private EngineTime() {}

  /// The time in `text`, empty where it is none or the engine's word for "never".
  static Optional<Instant> parse(CharSequence text) {
    return at(text).filter(time -> time.getEpochSecond() > 0);
  }

  /// A time as the engine takes it in a query: seconds and nanoseconds.
  static String stamp(Instant time) {
    String nanos = String.valueOf(1_000_000_000L + time.getNano()).substring(1);
    return time.getEpochSecond() + "." + nanos;
  }

  private static Optional<Instant> at(CharSequence text) {
    try {
      boolean utc = text.length() > SECONDS_END && text.charAt(text.length() - 1) == 'Z';
      return text.length() <= SECONDS_END
          ? Optional.empty()
          : Optional.of(utc ? utc(text) : Instant.parse(text));
    } catch (DateTimeException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Instant utc(CharSequence text) {
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    long second =
        day * 86_400
            + number(text, 11, 13) * 3_600L
            + number(text, 14, 16) * 60L
            + number(text, 17, SECONDS_END);
    int end = text.length() - 1;
    if (end <= SECONDS_END + 1) {
      return Instant.ofEpochSecond(second);
    }
    long fraction = number(text, SECONDS_END + 1, end);
    for (int digits = end - SECONDS_END - 1; digits < 9; digits++) {
      fraction *= 10;
    }
    return Instant.ofEpochSecond(second, fraction);
  }

  private static int number(CharSequence text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
