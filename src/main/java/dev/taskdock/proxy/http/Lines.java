package dev.taskdock.proxy.http;

import java.util.Arrays;

/// The bytes of one head while they arrive, and the lines among them.
///
/// Line 0 is the start line. Empty lines before it are skipped, as RFC 9112 §2.2 asks; a line ends
/// with LF, and a CR before it belongs to the end.
final class Lines {
  /// What is known after the last bytes.
  enum Progress {
    PARTIAL,
    WHOLE,
    START_LINE_TOO_LONG,
    TOO_LONG
  }

  private static final int USUAL = 1024;

  private final int longestLine;
  private final int longestHead;
  private byte[] bytes = new byte[USUAL];
  private int filled;
  private int scanned;
  private int lineStart;
  private int count;
  private int[] starts = new int[32];
  private int[] ends = new int[32];
  private boolean bareLineFeed;

  /// @param longestLine no line is longer, its end not counted
  /// @param longestHead no head is longer, everything counted
  Lines(int longestLine, int longestHead) {
    this.longestLine = longestLine;
    this.longestHead = longestHead;
  }

  void clear() {
    if (bytes.length > 4 * USUAL) {
      bytes = new byte[USUAL];
    }
    filled = 0;
    scanned = 0;
    lineStart = 0;
    count = 0;
    bareLineFeed = false;
  }

  byte[] bytes() {
    return bytes;
  }

  int filled() {
    return filled;
  }

  /// Makes room for `more` bytes behind those there; they are written into [#bytes()].
  byte[] room(int more) {
    if (bytes.length - filled < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, filled + more));
    }
    return bytes;
  }

  /// Looks at `more` bytes that were written. If they hold the end of the head, [#length()] says
  /// where that is.
  Progress scan(int more) {
    filled += more;
    var b = bytes;
    int end = filled;
    for (int i = scanned; i < end; i++) {
      if (b[i] == '\n') {
        int lineEnd = i > lineStart && b[i - 1] == '\r' ? i - 1 : i;
        scanned = i + 1;
        if (lineEnd == lineStart && count > 0) {
          bareLineFeed |= lineEnd == i;
          return scanned > longestHead ? Progress.TOO_LONG : Progress.WHOLE;
        }
        if (lineEnd - lineStart > longestLine) {
          return tooLong();
        }
        if (lineEnd > lineStart) {
          bareLineFeed |= lineEnd == i;
          add(lineStart, lineEnd);
        }
        lineStart = scanned;
      }
    }
    scanned = end;
    if (end - lineStart > longestLine + 1) {
      return tooLong();
    }
    return end > longestHead ? Progress.TOO_LONG : Progress.PARTIAL;
  }

  /// How many of the bytes are the head's, when it is whole.
  int length() {
    return scanned;
  }

  /// Whether there is nothing but empty lines that are skipped.
  boolean isEmpty() {
    return count == 0 && filled == lineStart;
  }

  /// How many lines have ended.
  int count() {
    return count;
  }

  int start(int line) {
    return starts[line];
  }

  int end(int line) {
    return ends[line];
  }

  /// Whether one of the lines ended without CR.
  boolean bareLineFeed() {
    return bareLineFeed;
  }

  private Progress tooLong() {
    return count == 0 ? Progress.START_LINE_TOO_LONG : Progress.TOO_LONG;
  }

  private void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }
}
