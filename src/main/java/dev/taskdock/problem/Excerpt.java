package dev.taskdock.problem;

import java.util.BitSet;
import java.util.Optional;

/// One line of the user's text as it is shown, and the carets under it.
///
/// @param line its number
/// @param text clipped around the carets, tabs expanded, nothing invisible
/// @param carets as many blanks and `^` as needed
record Excerpt(int line, String text, String carets) {
  private static final int WIDTH = 96;
  private static final int BEFORE = 40;
  private static final int TAB = 4;
  private static final String HIDDEN = "\"***\"";

  /// What `location` points at in `source`; empty where it must not be quoted or there is no such
  /// line.
  static Optional<Excerpt> of(Location location, SourceLines source) {
    if (location.length() == 0) {
      return Optional.empty();
    }
    return source
        .line(location.line())
        .map(text -> of(location, text, source.hidden(location.line())));
  }

  private static Excerpt of(Location location, String line, BitSet hidden) {
    int at = location.column() - 1;
    int from = clippedStart(line, at);
    var text = new StringBuilder(from > 0 ? "…" : "");
    int cells = text.length();
    int firstCaret = -1;
    int end = at + location.length();
    int endOfCarets = -1;
    int offset = from;
    while (offset < line.length() && cells < WIDTH) {
      int next = line.offsetByCodePoints(offset, 1);
      firstCaret = firstCaret < 0 && offset >= at ? cells : firstCaret;
      var shown = shown(line, offset, from, hidden, cells);
      text.append(shown);
      cells += Cells.width(shown);
      endOfCarets = offset < end ? cells : endOfCarets;
      offset = next;
    }
    text.append(offset < line.length() ? "…" : "");
    int caret = firstCaret < 0 ? cells : firstCaret;
    int count = Math.max(1, endOfCarets - caret);
    return new Excerpt(location.line(), text.toString(), " ".repeat(caret) + "^".repeat(count));
  }

  private static String shown(String line, int offset, int from, BitSet hidden, int cells) {
    if (hidden.get(offset)) {
      return offset == from || !hidden.get(offset - 1) ? HIDDEN : "";
    }
    int codePoint = line.codePointAt(offset);
    return codePoint == '\t' ? " ".repeat(TAB - cells % TAB) : Cells.visible(codePoint);
  }

  /// Where to start so that the carets are in sight: at the start of the line unless it is long.
  private static int clippedStart(String line, int at) {
    boolean inSight = at + BEFORE / 2 < WIDTH || line.length() <= WIDTH;
    int start = inSight ? 0 : Math.min(at, line.length()) - BEFORE;
    boolean insidePair = start > 0 && Character.isLowSurrogate(line.charAt(start));
    return insidePair ? start - 1 : Math.max(0, start);
  }
}
