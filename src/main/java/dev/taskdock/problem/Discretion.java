package dev.taskdock.problem;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/// Which characters of a quoted line must not be shown.
///
/// People keep credentials in `environment`, and a diagnostic often quotes the line of one.
/// Whatever follows a `value` key is hidden, in JSON and in YAML, and so are the wrong ways to
/// write a whole environment: `{"NAME": "…"}` and `["NAME=…"]`. So are the options of log drivers,
/// some of which are tokens.
final class Discretion {
  private static final List<String> TOKENS = List.of("splunk-token", "apikey", "HTTP_Passwd");

  private static final Pattern IN_STRING =
      Pattern.compile(
          "\\\\\"(?:value|awslogs-[a-z-]+|splunk-token|apikey|HTTP_Passwd)\\\\\"\\s*:\\s*\\\\\"");

  private final String line;
  private final BitSet hidden = new BitSet();

  private Discretion(String line) {
    this.line = line;
  }

  /// The offsets to hide in `line`.
  static BitSet hidden(String line) {
    var discretion = new Discretion(line);
    discretion.hideAfter("value");
    discretion.hideAfter("environment");
    discretion.hideAfter("options");
    TOKENS.forEach(discretion::hideAfter);
    discretion.hideInStrings();
    return discretion.hidden;
  }

  /// JSON that stands in a string has its quotes behind backslashes: `\\"value\\":\\"…\\"`.
  private void hideInStrings() {
    var value = IN_STRING.matcher(line);
    while (value.find()) {
      hidden.set(value.end() - 2, endInString(value.end()));
    }
  }

  /// After the quote that ends what begins at `start`: behind one backslash, or behind such a
  /// number of them that the inner text's own are whole.
  private int endInString(int start) {
    int slashes = 0;
    for (int at = start; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"' && slashes % 4 != 3) {
        return at + 1;
      }
      slashes = c == '\\' ? slashes + 1 : 0;
    }
    return line.length();
  }

  private void hideAfter(String key) {
    for (int at = line.indexOf(key); at >= 0; at = line.indexOf(key, at + key.length())) {
      int start = startOfValue(at, key);
      if (start < line.length()) {
        hidden.set(start, end(start, key));
      }
    }
  }

  /// The first character after `key:`, the end of the line where there is none.
  private int startOfValue(int at, String key) {
    boolean insideWord = at > 0 && Character.isJavaIdentifierPart(line.charAt(at - 1));
    int colon = at + key.length();
    if (colon < line.length() && "\"'".indexOf(line.charAt(colon)) >= 0) {
      colon++;
    }
    colon = skipBlanks(colon);
    boolean isKey = !insideWord && colon < line.length() && line.charAt(colon) == ':';
    return isKey ? skipBlanks(colon + 1) : line.length();
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  /// Where what begins at `start` ends; `start` itself where it may be shown.
  private int end(int start, String key) {
    boolean environment = key.equals("environment") || key.equals("options");
    return switch (line.charAt(start)) {
      case '"', '\'' -> environment ? start : endOfText(start);
      case '{' -> environment ? endOfWhole(start) : start;
      case '[' -> environment && !holdsObjects(start) ? endOfWhole(start) : start;
      default -> environment ? start : endOfWord(start);
    };
  }

  private boolean holdsObjects(int start) {
    int first = skipBlanks(start + 1);
    return first == line.length() || line.charAt(first) == '{' || line.charAt(first) == ']';
  }

  /// After the bracket that closes the one at `start`.
  private int endOfWhole(int start) {
    int depth = 0;
    int at = start;
    while (at < line.length()) {
      char c = line.charAt(at);
      depth += "{[".indexOf(c) >= 0 ? 1 : 0;
      depth -= "}]".indexOf(c) >= 0 ? 1 : 0;
      if (depth == 0) {
        return at + 1;
      }
      at = c == '"' ? endOfText(at) : at + 1;
    }
    return line.length();
  }

  private int endOfText(int start) {
    for (int at = start + 1; at < line.length(); at++) {
      if (line.charAt(at) == '\\') {
        at++;
      } else if (line.charAt(at) == line.charAt(start)) {
        return at + 1;
      }
    }
    return line.length();
  }

  private int endOfWord(int start) {
    int at = start;
    while (at < line.length() && ",}]".indexOf(line.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
