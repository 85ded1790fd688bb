package dev.taskdock.problem;

import java.util.BitSet;

/// A text without what looks like a secret in it.
public final class Masked {
  private static final String STARS = "***";

  private Masked() {}

  /// `text` with stars where a secret may stand: `--password=…`, `--password …` in a command, JSON
  /// that has an environment, the password of a URL.
  public static String of(String text) {
    if (text.indexOf('=') < 0 && text.indexOf(':') < 0 && text.indexOf('-') < 0) {
      return text;
    }
    var lines = SourceLines.of(text);
    var shown = new StringBuilder(text.length());
    for (int number = 1; number <= lines.count(); number++) {
      shown.append(number == 1 ? "" : "\n");
      append(lines.line(number).orElse(""), lines.hidden(number), shown);
    }
    return shown.toString();
  }

  private static void append(String line, BitSet hidden, StringBuilder shown) {
    int at = 0;
    while (at < line.length()) {
      boolean isHidden = hidden.get(at);
      int end = isHidden ? hidden.nextClearBit(at) : hidden.nextSetBit(at);
      int next = end < 0 ? line.length() : Math.min(end, line.length());
      shown.append(isHidden ? STARS : line.substring(at, next));
      at = next;
    }
  }

  /// `text` on one line, with nothing in it that a terminal obeys.
  public static String visible(String text) {
    return Cells.visible(text);
  }
}
