package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD1010;
import static dev.taskdock.problem.Code.TD1012;
import static dev.taskdock.problem.Code.TD1013;
import static dev.taskdock.problem.Code.TD1016;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.util.List;
import java.util.Optional;

/// A mistake of JSON syntax, told from the characters around the place where the parser stopped.
///
/// @param next with what leniency another pass gets past it; empty where none would
record JsonMistake(Diagnostic diagnostic, Optional<Leniency> next) {
  private static final String SPECIAL = "{}[],:\"";

  /// How far before a bracket a trailing comma is looked for; only comments can be between.
  private static final int REACH = 1_000;

  /// The mistake in `source` at or just before `offset`.
  static JsonMistake at(Source source, int offset, Leniency leniency) {
    var text = source.text();
    int at = startOfWord(text, Math.clamp(offset, 0, text.length() - 1));
    char found = text.charAt(at);
    int before = lastBefore(text, at);
    if (beginsComment(text, at) && leniency == Leniency.NONE) {
      return new JsonMistake(comment(source, at), Optional.of(Leniency.COMMENTS));
    }
    boolean closes = found == '}' || found == ']';
    int comma = closes && leniency != Leniency.TRAILING_COMMAS ? trailingComma(text, at) : -1;
    if (comma >= 0) {
      return new JsonMistake(trailingComma(source, comma), Optional.of(Leniency.TRAILING_COMMAS));
    }
    boolean braces =
        found == '{'
            && (text.startsWith("{", at + 1)
                || text.startsWith("%", at + 1)
                || text.startsWith("{", at - 1));
    if (braces || found == '$') {
      return new JsonMistake(template(source, at), Optional.empty());
    }
    return new JsonMistake(syntax(source, at, before), Optional.empty());
  }

  /// The mistake of a second value after the first.
  static Diagnostic somethingFollows(Location location) {
    return Diagnostic.error(TD1010, "something follows after the end of the JSON value")
        .at(location)
        .because("A file holds one JSON value.")
        .fixedBy("remove what follows, or put it into a file of its own");
  }

  /// How much of `text` the token at `start` takes: a string with its quotes, a word, one
  /// character.
  static int lengthOfToken(String text, int start) {
    if (text.charAt(start) != '"') {
      return SPECIAL.indexOf(text.charAt(start)) >= 0
          ? 1
          : Math.max(1, endOfWord(text, start) - start);
    }
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length()) - start;
  }

  private static boolean beginsComment(String text, int at) {
    return text.startsWith("//", at) || text.startsWith("/*", at) || text.startsWith("#", at);
  }

  private static Diagnostic comment(Source source, int at) {
    return Diagnostic.error(TD1012, "a comment in JSON")
        .at(Lines.locate(source, at, source.text().startsWith("#", at) ? 1 : 2))
        .because("JSON has no comments; the aws command line refuses the file.")
        .fixedBy("remove it");
  }

  /// The comma before the bracket at `bracket` with nothing but blanks and comments between them,
  /// -1 where there is none.
  private static int trailingComma(String text, int bracket) {
    for (int at = bracket - 1; at >= Math.max(0, bracket - REACH); at--) {
      if (text.charAt(at) == ',' && afterComments(text, at + 1) == bracket) {
        return at;
      }
    }
    return -1;
  }

  /// The first character from `from` on that is neither blank nor part of a comment.
  private static int afterComments(String text, int from) {
    int at = from;
    while (at < text.length()) {
      boolean line = text.startsWith("//", at) || text.charAt(at) == '#';
      boolean block = text.startsWith("/*", at);
      if (!line && !block && !Character.isWhitespace(text.charAt(at))) {
        return at;
      }
      int end = line || block ? text.indexOf(line ? "\n" : "*/", at) : at;
      at = end < 0 ? text.length() : end + (block ? 2 : 1);
    }
    return at;
  }

  private static Diagnostic trailingComma(Source source, int at) {
    return Diagnostic.error(TD1013, "a comma before the closing bracket")
        .at(Lines.locate(source, at, 1))
        .because("JSON has no trailing commas; the aws command line refuses the file.")
        .fixedBy("remove the comma");
  }

  private static Diagnostic template(Source source, int at) {
    var text = source.text();
    // What stands in it is not told: a secret without quotes may begin like this.
    var mark =
        text.charAt(at) == '$'
            ? text.startsWith("${", at) ? "${ }" : "$"
            : text.startsWith("{%", at) ? "{% %}" : "{{ }}";
    boolean jinja = text.contains("{%");
    var tool =
        mark.startsWith("$")
            ? "fill it in first, as in: envsubst < FILE > taskdef.json"
            : "render it first, as in: "
                + (jinja ? "jinja2 FILE" : "ecspresso render taskdef")
                + " > taskdef.json";
    return Diagnostic.error(TD1016, "a template: " + Quoted.of(mark) + " is not filled in yet")
        .at(Lines.locate(source, at, 1))
        .because("A tool fills such places in before AWS sees the file.")
        .fixedBy(isOfContainers(text) ? "show the plan: terraform show -json PLAN" : tool);
  }

  /// Whether it is what `templatefile` of Terraform makes `container_definitions` of.
  private static boolean isOfContainers(String text) {
    return text.stripLeading().startsWith("[");
  }

  private static Diagnostic syntax(Source source, int at, int before) {
    var text = source.text();
    var word = text.substring(at, at + lengthOfToken(text, at));
    var where = Lines.locate(source, at, word.length());
    if (text.charAt(at) == '\'') {
      return Diagnostic.error(TD1010, "not JSON: a text in single quotes")
          .at(where)
          .fixedBy("write texts and names in double quotes");
    }
    if (before >= 0 && endsValue(text.charAt(before)) && beginsValue(text.charAt(at))) {
      return Diagnostic.error(TD1010, "not JSON: a comma is missing")
          .at(Lines.locate(source, before, 1))
          .because("Members and items are separated by commas.")
          .fixedBy("add a comma here");
    }
    if (text.charAt(at) < ' ') {
      return Diagnostic.error(TD1010, "not JSON: a line break or control character in a text")
          .at(where)
          .fixedBy("write \\n for a line break and \\t for a tab");
    }
    var what = before < 0 ? "not JSON: it begins with " : "not JSON: unexpected ";
    var fix =
        source.file().endsWith(".jsonnet")
            ? "evaluate it first, as in: jsonnet FILE > taskdef.json"
            : hint(word, before);
    return Diagnostic.error(TD1010, what + kind(word)).at(where).fixedBy(fix);
  }

  /// What the token `word` is; a text is not quoted, for it may be a secret.
  private static String kind(String word) {
    char first = word.charAt(0);
    if (first == '"') {
      return "a text";
    }
    if (Character.isDigit(first)) {
      return "a number";
    }
    boolean known = List.of("True", "False", "None", "nil", "undefined", "NULL").contains(word);
    return known || !Character.isLetter(first)
        ? Quoted.of(known ? word : word.substring(0, word.offsetByCodePoints(0, 1)))
        : "a word without quotes";
  }

  private static String hint(String word, int before) {
    return switch (word) {
      case "True", "False" -> "write true or false";
      case "None", "nil", "undefined", "NULL" -> "write null";
      default -> before < 0 ? "name a file of JSON that begins with \"{\"" : "";
    };
  }

  private static boolean endsValue(char c) {
    return c == '"' || c == '}' || c == ']' || Character.isLetterOrDigit(c);
  }

  private static boolean beginsValue(char c) {
    return c == '"' || c == '{' || c == '[' || Character.isLetterOrDigit(c);
  }

  /// The last character before `at` that is not blank, -1 where there is none.
  private static int lastBefore(String text, int at) {
    int before = at - 1;
    while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
      before--;
    }
    return before;
  }

  private static int startOfWord(String text, int at) {
    int start = at;
    while (start > 0
        && Character.isLetterOrDigit(text.charAt(at))
        && Character.isLetterOrDigit(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int endOfWord(String text, int start) {
    int at = start;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && SPECIAL.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
