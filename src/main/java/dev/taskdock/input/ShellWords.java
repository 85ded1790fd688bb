package dev.taskdock.input;

import java.util.ArrayList;
import java.util.List;

/// A command line split as Copilot and compose split it: at blanks, but for those in quotes or
/// after `\`. Nothing is expanded.
public final class ShellWords {
  private ShellWords() {}

  /// Its words.
  public static List<String> of(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\' && quote != '\'' && at + 1 < text.length()) {
        word.append(text.charAt(++at));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
