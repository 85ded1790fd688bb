package dev.taskdock.routing;

import dev.taskdock.routing.TextPattern.Case;
import java.util.regex.Pattern;

/// Letters without which an expression finds nothing, so that most texts need no search: what can
/// be said from its outermost level alone.
///
/// @param text the longest such piece, perhaps empty; in lower case where case is ignored
/// @param lead such a piece at the very beginning of the text, perhaps empty
record RequiredLiteral(String text, String lead) {
  private static final RequiredLiteral NONE = new RequiredLiteral("", "");

  static RequiredLiteral of(String regex, Case letters) {
    var scan = new Scan(regex, letters);
    return scan.isUnderstood() ? new RequiredLiteral(scan.best, scan.lead) : NONE;
  }

  boolean isIn(CharSequence subject, Case letters) {
    for (int at = 0; at + text.length() <= subject.length(); at++) {
      if (isAt(subject, at, letters)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(CharSequence subject, int at, Case letters) {
    for (int i = 0; i < text.length(); i++) {
      char c = subject.charAt(at + i);
      if (text.charAt(i) != (letters == Case.IGNORED ? Ascii.lower(c) : c)) {
        return false;
      }
    }
    return true;
  }

  /// A walk over the outermost level of an expression. It stops where it does not know its way.
  private static final class Scan {
    private static final Pattern REPETITION = Pattern.compile("\\{\\d+(?:,\\d*)?}");

    private final String regex;
    private final Case letters;
    private final StringBuilder piece = new StringBuilder();
    private String best = "";
    private String lead = "";
    private boolean leading;
    private int at;

    Scan(String regex, Case letters) {
      this.regex = regex;
      this.letters = letters;
    }

    boolean isUnderstood() {
      while (at < regex.length()) {
        if (!step(regex.charAt(at))) {
          return false;
        }
      }
      end();
      return true;
    }

    private boolean step(char c) {
      return switch (c) {
        case '|', ')' -> false;
        case '(' -> ended() && skipGroup();
        case '[' -> ended() && skipClass();
        case '^' -> {
          end();
          leading = at == 0;
          yield skip(1);
        }
        case '.', '$', '+' -> ended() && skip(1);
        case '*', '?' -> withoutLast() && skip(1);
        case '{' -> repetition();
        case '\\' -> escape();
        default -> literal(c, 1);
      };
    }

    private boolean literal(char c, int width) {
      piece.append(letters == Case.IGNORED ? Ascii.lower(c) : c);
      return skip(width);
    }

    private boolean escape() {
      if (at + 1 == regex.length()) {
        return false;
      }
      char c = regex.charAt(at + 1);
      boolean plain = !Character.isLetterOrDigit(c);
      boolean known = "dDwWsSbBAz".indexOf(c) >= 0;
      return plain ? literal(c, 2) : known && ended() && skip(2);
    }

    private boolean repetition() {
      var shape = REPETITION.matcher(regex).region(at, regex.length());
      return shape.lookingAt() && withoutLast() && skip(shape.end() - at);
    }

    /// The last letter may be absent.
    private boolean withoutLast() {
      piece.setLength(Math.max(0, piece.length() - 1));
      return ended();
    }

    private boolean skipGroup() {
      if (regex.startsWith("(?", at) && !regex.startsWith("(?:", at)) {
        return false;
      }
      int depth = 0;
      do {
        char c = at < regex.length() ? regex.charAt(at) : '\\';
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == '\\' ? at + 1 >= regex.length() || !skip(2) : c == '[' ? !skipClass() : !skip(1)) {
          return false;
        }
      } while (depth > 0);
      return true;
    }

    private boolean skipClass() {
      int from = regex.startsWith("[^", at) ? at + 2 : at + 1;
      for (int i = from + 1; i < regex.length(); i++) {
        if (regex.charAt(i - 1) == '\\') {
          return false;
        }
        if (regex.charAt(i) == '[') {
          return false;
        }
        if (regex.charAt(i) == ']') {
          return skip(i + 1 - at);
        }
      }
      return false;
    }

    private boolean ended() {
      end();
      return true;
    }

    private void end() {
      if (leading) {
        lead = piece.toString();
        leading = false;
      }
      if (piece.length() > best.length()) {
        best = piece.toString();
      }
      piece.setLength(0);
    }

    private boolean skip(int width) {
      at += width;
      return true;
    }
  }
}
