package dev.taskdock.problem;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/// Which characters of a quoted line must not be shown.
///
/// People keep credentials in `environment`, and a diagnostic often quotes the line of one.
/// Whatever follows a `value` key is hidden, in JSON and in YAML, and so are the wrong ways to
/// write a whole environment: `{"NAME": "…"}` and `["NAME=…"]`. So are the options of log drivers,
/// some of which are tokens; what stands behind a name that looks secret; and every member of an
/// environment but the names.
final class Discretion {
  private static final List<String> TOKENS = List.of("splunk-token", "apikey", "HTTP_Passwd");

  private static final Pattern IN_STRING =
      Pattern.compile(
          "\\\\\"(?:value|awslogs-[a-z-]+|splunk-token|apikey|HTTP_Passwd)\\\\\"\\s*:\\s*\\\\\"");

  /// `scheme://user:` and, up to the `@`, the password.
  private static final Pattern USER_INFO =
      Pattern.compile("://[^\\s/:@\"']*:(?<password>[^\\s/@\"'][^\\s@\"']*)@");

  private static final Pattern KEYED =
      Pattern.compile(
          "(?<![:\\w])(?<quote>\\\\?[\"']|)(?<name>[A-Za-z_][\\w./-]*(?:::\\w+)*)"
              + "\\k<quote>[ \\t]*(?<sign>[:=])[ \\t]*");

  /// A variable of compose's that takes its value from the shell.
  private static final Pattern BARE_ITEM = Pattern.compile("\\s*-\\s*[A-Za-z_]\\w*\\s*");

  private final String line;
  private final int start;
  private final Sensitive around;
  private final BitSet hidden = new BitSet();
  private int bracket = -1;

  private Discretion(String line, int start, Sensitive around) {
    this.line = line;
    this.start = start;
    this.around = around;
  }

  /// The offsets to hide in `line`.
  ///
  /// @param start where it begins in its text
  static BitSet hidden(String line, int start, Sensitive around) {
    var discretion = new Discretion(line, start, around);
    if (around.isInText(start)) {
      discretion.hideAll();
      return discretion.hidden;
    }
    discretion.hideNamed();
    discretion.hideAfter("value");
    discretion.hideAfter("environment");
    discretion.hideAfter("options");
    TOKENS.forEach(discretion::hideAfter);
    discretion.hideInStrings();
    discretion.hideInUrls();
    CommandSecrets.hide(line, discretion.hidden);
    return discretion.hidden;
  }

  private void hideAll() {
    int first = skipBlanks(0);
    if (line.chars().skip(first).anyMatch(Character::isLetterOrDigit)) {
      hidden.set(first, line.length());
    }
  }

  /// What stands behind names that look secret, and behind all in an environment.
  private void hideNamed() {
    var keyed = KEYED.matcher(line);
    boolean any = false;
    int from = 0;
    while (from < line.length() && keyed.find(from)) {
      any = true;
      from = keyed.end();
      if (from < line.length() && isSecret(keyed.start(), keyed.group("name"))) {
        boolean assigned = keyed.group("sign").equals("=");
        boolean whole = around.isInEnvironment(start + keyed.start());
        int end = assigned ? endOfAssigned(keyed.start("name"), from) : endOfNamed(from, whole);
        hidden.set(from, end);
        from = Math.max(from, end);
      }
    }
    boolean alone = !any && around.isInEnvironment(start + skipBlanks(0));
    if (alone && !BARE_ITEM.matcher(line).matches()) {
      hideAll();
    }
  }

  private boolean isSecret(int at, String name) {
    boolean isName = name.equalsIgnoreCase("name") || name.equals("valueFrom");
    return (around.isInEnvironment(start + at) && !isName)
        || (around.isInHolder(start + at) && name.equalsIgnoreCase("default"))
        || SecretNames.isSensitive(name);
  }

  /// Where what is assigned ends: `"NAME=value"`, `--name=value`.
  private int endOfAssigned(int name, int start) {
    boolean quoted = name > 0 && "\"'".indexOf(line.charAt(name - 1)) >= 0;
    if (quoted || "\"'".indexOf(line.charAt(start)) >= 0) {
      int close = line.indexOf(line.charAt(quoted ? name - 1 : start), quoted ? start : start + 1);
      return close < 0 ? line.length() : close;
    }
    return line.stripTrailing().length();
  }

  /// Where the value of a member ends; `start` where it leads to a secret only.
  ///
  /// @param whole whether one that is no text counts, as a function in place of a text does
  private int endOfNamed(int start, boolean whole) {
    if (line.startsWith("arn:", start) || line.startsWith("\"arn:", start)) {
      return start;
    }
    return switch (line.charAt(start)) {
      case '"', '\'' -> endOfText(start);
      case '{', '[' -> whole ? endOfWhole(start) : start;
      case '!' -> endOfTagged(start);
      default -> isInBrackets(start) ? endOfWord(start) : line.stripTrailing().length();
    };
  }

  /// Where `!If [a, b]` and the like end.
  private int endOfTagged(int start) {
    int value = start;
    while (value < line.length() && !Character.isWhitespace(line.charAt(value))) {
      value++;
    }
    value = skipBlanks(value);
    return value < line.length() && line.charAt(value) != '!'
        ? Math.max(value, endOfNamed(value, true))
        : line.stripTrailing().length();
  }

  private boolean isInBrackets(int at) {
    int first = skipBlanks(0);
    return (first < at && line.charAt(first) == '"') || firstBracket() < at;
  }

  private int firstBracket() {
    if (bracket < 0) {
      bracket = 0;
      while (bracket < line.length() && "{[".indexOf(line.charAt(bracket)) < 0) {
        bracket++;
      }
    }
    return bracket;
  }

  /// JSON that stands in a string has its quotes behind backslashes: `\\"value\\":\\"…\\"`.
  private void hideInStrings() {
    var value = IN_STRING.matcher(line);
    while (value.find()) {
      hidden.set(value.end() - 2, endInString(value.end()));
    }
  }

  private void hideInUrls() {
    var url = USER_INFO.matcher(line);
    while (url.find()) {
      hidden.set(url.start("password"), url.end("password"));
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
