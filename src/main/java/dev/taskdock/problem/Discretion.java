package dev.taskdock.problem;

import java.util.BitSet;

/// Which characters of a quoted line must not be shown.
///
/// People keep credentials in `environment`, and a diagnostic often quotes the line of one.
/// Whatever follows a `value` key is hidden, in JSON and in YAML.
final class Discretion {
  private static final String KEY = "value";

  private Discretion() {}

  /// The offsets to hide in `line`.
  static BitSet hidden(String line) {
    var hidden = new BitSet();
    for (int key = line.indexOf(KEY); key >= 0; key = line.indexOf(KEY, key + KEY.length())) {
      int start = startOfValue(line, key);
      if (start >= 0) {
        hidden.set(start, Math.max(start, endOfValue(line, start)));
      }
    }
    return hidden;
  }

  /// The first character after `value:`, -1 where `key` is no key or a list or object follows.
  private static int startOfValue(String line, int key) {
    boolean partOfWord = key > 0 && Character.isJavaIdentifierPart(line.charAt(key - 1));
    int at = key + KEY.length();
    if (at < line.length() && (line.charAt(at) == '"' || line.charAt(at) == '\'')) {
      at++;
    }
    at = skipBlanks(line, at);
    if (partOfWord || at >= line.length() || line.charAt(at) != ':') {
      return -1;
    }
    at = skipBlanks(line, at + 1);
    return at < line.length() && "{[".indexOf(line.charAt(at)) < 0 ? at : -1;
  }

  private static int skipBlanks(String line, int from) {
    int at = from;
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int endOfValue(String line, int start) {
    char first = line.charAt(start);
    if (first != '"' && first != '\'') {
      return endOfWord(line, start);
    }
    for (int at = start + 1; at < line.length(); at++) {
      if (line.charAt(at) == '\\') {
        at++;
      } else if (line.charAt(at) == first) {
        return at + 1;
      }
    }
    return line.length();
  }

  private static int endOfWord(String line, int start) {
    int at = start;
    while (at < line.length() && ",}]".indexOf(line.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
