package dev.taskdock.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A pattern of a whole text: `*` stands for any characters, `?` for one.
///
/// It is kept as the literal pieces between its `*`. The first is due at the beginning, the last at
/// the end, and each other at the earliest place behind the one before it: if any placing of them
/// works, that one does, so nothing is tried twice.
final class Glob implements TextPattern {
  /// Stands for `?` in a piece; no byte is this char.
  private static final char ANY = '\uffff';

  private final String written;
  private final Case letters;
  private final List<String> pieces;

  private Glob(String written, Case letters, List<String> pieces) {
    this.written = written;
    this.letters = letters;
    this.pieces = pieces;
  }

  static Glob of(String pattern, Case letters) {
    return compiled(pattern, letters, false);
  }

  /// The same where a backslash makes `*`, `?` and itself literal, as in queries.
  static Glob escaped(String pattern, Case letters) {
    return compiled(pattern, letters, true);
  }

  private static Glob compiled(String pattern, Case letters, boolean escapes) {
    var pieces = new ArrayList<String>();
    var piece = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean literal =
          escapes
              && c == '\\'
              && i + 1 < pattern.length()
              && "*?\\".indexOf(pattern.charAt(i + 1)) >= 0;
      if (c == '*') {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else if (literal) {
        i++;
        piece.append(pattern.charAt(i));
      } else {
        piece.append(c == '?' ? ANY : folded(c, letters));
      }
    }
    pieces.add(piece.toString());
    return new Glob(pattern, letters, List.copyOf(pieces));
  }

  @Override
  public boolean matches(CharSequence text) {
    var first = pieces.getFirst();
    var last = pieces.getLast();
    int end = text.length() - last.length();
    if (pieces.size() == 1) {
      return end == 0 && isAt(text, 0, first);
    }
    if (first.length() > end || !isAt(text, 0, first) || !isAt(text, end, last)) {
      return false;
    }
    int from = first.length();
    for (int i = 1; i < pieces.size() - 1; i++) {
      from = after(text, from, end, pieces.get(i));
      if (from < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String head() {
    var first = pieces.getFirst();
    int any = first.indexOf(ANY);
    return any < 0 ? first : first.substring(0, any);
  }

  @Override
  public String tail() {
    var last = pieces.getLast();
    return last.substring(last.lastIndexOf(ANY) + 1);
  }

  /// The only text that matches, in lower case where case is ignored; empty where there are more.
  Optional<String> literal() {
    return pieces.size() == 1 && pieces.getFirst().indexOf(ANY) < 0
        ? Optional.of(pieces.getFirst())
        : Optional.empty();
  }

  @Override
  public String written() {
    return written;
  }

  /// Where the first `piece` in `text` between `from` and `end` ends; -1 where there is none.
  private int after(CharSequence text, int from, int end, String piece) {
    for (int at = from; at + piece.length() <= end; at++) {
      if (isAt(text, at, piece)) {
        return at + piece.length();
      }
    }
    return -1;
  }

  private boolean isAt(CharSequence text, int at, String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char due = piece.charAt(i);
      if (due != ANY && due != folded(text.charAt(at + i), letters)) {
        return false;
      }
    }
    return true;
  }

  private static char folded(char c, Case letters) {
    return letters == Case.IGNORED ? Ascii.lower(c) : c;
  }
}
