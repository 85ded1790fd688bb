package dev.taskdock.problem;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lines of a text, found once: a report quotes from one text as often as it has diagnostics.
///
/// Lines end as JSON and YAML count them.
final class SourceLines {
  private final String source;
  private final int[] starts;
  private @Nullable Sensitive sensitive;

  private SourceLines(String source, int[] starts) {
    this.source = source;
    this.starts = starts;
  }

  static SourceLines of(String source) {
    var starts = new int[16];
    int count = 1;
    for (int at = 0; at < source.length(); at++) {
      char c = source.charAt(at);
      boolean first = c == '\r' && at + 1 < source.length() && source.charAt(at + 1) == '\n';
      if ((c == '\n' || c == '\r') && !first) {
        starts = count == starts.length ? Arrays.copyOf(starts, 2 * count) : starts;
        starts[count++] = at + 1;
      }
    }
    return new SourceLines(source, Arrays.copyOf(starts, count));
  }

  /// How many lines there are; one at least.
  int count() {
    return starts.length;
  }

  /// The text of line `number`, counted from 1, without its end; empty where there is no such line.
  Optional<String> line(int number) {
    if (number > starts.length) {
      return Optional.empty();
    }
    int start = number < 1 ? 0 : starts[number - 1];
    int end = start;
    while (end < source.length() && "\r\n".indexOf(source.charAt(end)) < 0) {
      end++;
    }
    return Optional.of(source.substring(start, end));
  }

  /// The offsets of line `number` that must not be shown.
  BitSet hidden(int number) {
    int start = number < 1 || number > starts.length ? 0 : starts[number - 1];
    var around = sensitive;
    if (around == null) {
      around = Sensitive.of(source);
      sensitive = around;
    }
    return Discretion.hidden(line(number).orElse(""), start, around);
  }
}
