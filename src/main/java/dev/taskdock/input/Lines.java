package dev.taskdock.input;

import dev.taskdock.problem.Location;

/// From offsets in a text to lines and columns. A line ends with `\n`, `\r\n` or `\r`.
public final class Lines {
  private Lines() {}

  /// The place of the character at `offset`, which is brought into the text where it lies outside.
  public static Location locate(Source source, int offset, int length) {
    var text = source.text();
    int end = Math.clamp(offset, 0, text.length());
    int line = 1;
    int start = 0;
    for (int at = 0; at < end; at++) {
      char c = text.charAt(at);
      boolean first = c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
      if (c == '\n' || (c == '\r' && !first)) {
        line++;
        start = at + 1;
      }
    }
    return new Location(source.file(), line, end - start + 1, length);
  }
}
