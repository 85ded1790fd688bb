package dev.taskdock.routing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A moment as HTTP writes it: `Tue, 24 Nov 2026 17:00:00 GMT`.
public final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private HttpDate() {}

  /// The text for `moment`.
  public static String of(Instant moment) {
    return FORMAT.format(moment);
  }
}
