package dev.taskdock.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// A line of fields with blanks between them, as the load balancer's logs have it; `-` is a field
/// that there is none of.
final class LogLine {
  /// What the least number of so many digits more than one is.
  private static final int[] POWERS = {1, 10, 100, 1000, 10_000, 100_000};

  private final StringBuilder text = new StringBuilder(512);

  LogLine bare(String field) {
    separate();
    text.append(field);
    return this;
  }

  LogLine bare(long number) {
    separate();
    text.append(number);
    return this;
  }

  /// To the microsecond. A formatter would take longer than all the rest of a line.
  LogLine bare(Instant moment) {
    var time = LocalDateTime.ofEpochSecond(moment.getEpochSecond(), 0, ZoneOffset.UTC);
    separate();
    digits(time.getYear(), 4).append('-');
    digits(time.getMonthValue(), 2).append('-');
    digits(time.getDayOfMonth(), 2).append('T');
    digits(time.getHour(), 2).append(':');
    digits(time.getMinute(), 2).append(':');
    digits(time.getSecond(), 2).append('.');
    digits(moment.getNano() / 1000, 6).append('Z');
    return this;
  }

  /// In seconds to the millisecond, rounded; -1 for none.
  LogLine seconds(Optional<Duration> duration) {
    if (duration.isEmpty()) {
      return bare("-1");
    }
    long millis = (duration.get().toNanos() + 500_000) / 1_000_000;
    separate();
    text.append(millis / 1000).append('.');
    digits((int) (millis % 1000), 3);
    return this;
  }

  private StringBuilder digits(int number, int width) {
    for (int least = POWERS[width - 1]; least > number && least > 1; least /= 10) {
      text.append('0');
    }
    return text.append(number);
  }

  private void separate() {
    if (!text.isEmpty()) {
      text.append(' ');
    }
  }

  LogLine bare(Optional<String> field) {
    return bare(field.orElse("-"));
  }

  LogLine bare(OptionalInt number) {
    return bare(number.isPresent() ? Integer.toString(number.getAsInt()) : "-");
  }

  /// In quotes; those inside get a backslash, and what is no printable ASCII is written in
  /// hexadecimal, so that a line stays one.
  LogLine quoted(String field) {
    text.append(text.isEmpty() ? "\"" : " \"");
    int plain = plain(field);
    text.append(field, 0, plain);
    for (int i = plain; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '"') {
        text.append("\\\"");
      } else if (c < ' ' || c > '~') {
        text.append(String.format(Locale.ROOT, "\\x%02X", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
    return this;
  }

  /// How many characters there are before the first that is not written as it is.
  private static int plain(String field) {
    int length = field.length();
    for (int i = 0; i < length; i++) {
      char c = field.charAt(i);
      if (c == '"' || c < ' ' || c > '~') {
        return i;
      }
    }
    return length;
  }

  LogLine quoted(Optional<String> field) {
    return quoted(field.orElse("-"));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
