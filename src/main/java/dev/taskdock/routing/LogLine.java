package dev.taskdock.routing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// A line of fields with blanks between them, as the load balancer's logs have it; `-` is a field
/// that there is none of.
final class LogLine {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder(512);

  LogLine bare(String field) {
    text.append(text.isEmpty() ? "" : " ").append(field);
    return this;
  }

  LogLine bare(long number) {
    return bare(Long.toString(number));
  }

  LogLine bare(Instant moment) {
    return bare(MICROS.format(moment));
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
    for (int i = 0; i < field.length(); i++) {
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

  LogLine quoted(Optional<String> field) {
    return quoted(field.orElse("-"));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
