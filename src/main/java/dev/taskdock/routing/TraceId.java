package dev.taskdock.routing;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

/// The header `X-Amzn-Trace-Id`.
///
/// Source: the guide to request tracing.
public final class TraceId {
  private TraceId() {}

  /// An id: a version, the time, and 96 random bits.
  public static String fresh(long epochSecond, int high, long low) {
    var hex = HexFormat.of();
    return "1-"
        + hex.toHexDigits((int) epochSecond)
        + "-"
        + hex.toHexDigits(high)
        + hex.toHexDigits(low);
  }

  /// What goes on to the target: a new root, or behind our own id what came in.
  ///
  /// @param incoming what the client sent
  /// @param fresh from [#fresh]
  /// @param oversized whether the headers are more than 7 KB, so that what came in gives way
  public static String onward(Optional<String> incoming, String fresh, boolean oversized) {
    if (oversized || incoming.isEmpty() || incoming.get().isBlank()) {
      return "Root=" + fresh;
    }
    var others =
        Arrays.stream(incoming.get().split(";", -1))
            .map(String::strip)
            .filter(field -> !field.isEmpty() && !field.regionMatches(true, 0, "Self=", 0, 5))
            .collect(Collectors.joining(";"));
    return others.contains("Root=")
        ? "Self=" + fresh + ";" + others
        : "Root=" + fresh + (others.isEmpty() ? "" : ";" + others);
  }
}
