package dev.taskdock.input.ecspresso;

import static dev.taskdock.problem.Code.TD7030;

import dev.taskdock.input.Lines;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Rewritten;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A text with actions of Go's text/template between `{{` and `}}`, filled in.
///
/// As much of the language as definitions have: functions with arguments in quotes of all kinds,
/// pipes, parentheses, variables, `if` with `else`, comments, and `-` that trims blanks. Loops and
/// templates of their own are told as not done.
final class GoTemplate {
  private static final int DEEPEST = 40;
  private static final int LONGEST = 4 << 20;
  private static final List<String> NOT_DONE =
      List.of("range", "template", "define", "block", "with");

  private final Source source;
  private final Functions functions;
  private final Problems problems;
  private final Map<String, String> variables = new HashMap<>();

  /// How many characters all variables hold.
  private long held;

  private GoTemplate(Source source, Functions functions, Problems problems) {
    this.source = source;
    this.functions = functions;
    this.problems = problems;
  }

  /// `source` filled in; empty after telling what is wrong with an action.
  static Optional<Rewritten> filled(Source source, Functions functions, Problems problems) {
    return new GoTemplate(source, functions, problems).filled();
  }

  /// A text of its own filled in, at a place in another.
  static String filled(String text, Location at, Functions functions, Problems problems) {
    if (!text.contains("{{")) {
      return text;
    }
    var own = new Problems();
    var filled = filled(new Source(at.file(), text), functions.at(at), own);
    own.all().forEach(d -> problems.add(d.at(at)));
    return filled.map(r -> r.text().text()).orElse(text);
  }

  /// An `if` that is open.
  ///
  /// @param shown whether what follows is shown
  /// @param taken whether a branch of it was
  /// @param around whether the whole stands where things are shown
  private record Open(boolean shown, boolean taken, boolean around, int start) {}

  /// Carries a diagnostic out to [#filled()], and no further.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Diagnostic diagnostic;

    Refused(Diagnostic diagnostic) {
      super(diagnostic.what(), null, false, false);
      this.diagnostic = diagnostic;
    }
  }

  private Optional<Rewritten> filled() {
    try {
      return Optional.of(written());
    } catch (Refused e) {
      problems.add(e.diagnostic);
      return Optional.empty();
    }
  }

  private Rewritten written() {
    var text = source.text();
    var writer = new Rewritten.Writer(source);
    Deque<Open> open = new ArrayDeque<>();
    int at = 0;
    while (at < text.length()) {
      int start = text.indexOf("{{", at);
      int plainEnd = start < 0 ? text.length() : start;
      boolean trimsBefore = start >= 0 && isTrim(text, start + 2, start + 3);
      int shownEnd = trimsBefore ? stripped(text, at, plainEnd) : plainEnd;
      if (isShown(open)) {
        writer.copy(at, Math.max(at, shownEnd));
      }
      if (start < 0) {
        break;
      }
      int end = endOfAction(start);
      boolean trimsAfter = end - 3 > start && text.charAt(end - 3) == '-' && isBlank(text, end - 4);
      int from = start + 2 + (trimsBefore ? 1 : 0);
      int to = end - 2 - (trimsAfter ? 1 : 0);
      action(text.substring(from, Math.max(from, to)).strip(), start, open, writer);
      at = trimsAfter ? afterBlanks(text, end) : end;
      limit(writer.length(), start);
    }
    if (!open.isEmpty()) {
      throw refused(
          open.element().start(), "an if without its end", "Go: unexpected EOF", "add {{ end }}");
    }
    return writer.end(text.length());
  }

  private void limit(long length, int start) {
    if (length > LONGEST) {
      throw refused(start, "the template grows beyond 4 MiB", "", "");
    }
  }

  private static boolean isShown(Deque<Open> open) {
    return open.isEmpty() || open.element().shown();
  }

  private static boolean isTrim(String text, int dash, int blank) {
    return dash < text.length() && text.charAt(dash) == '-' && isBlank(text, blank);
  }

  private static boolean isBlank(String text, int at) {
    return at >= 0 && at < text.length() && Character.isWhitespace(text.charAt(at));
  }

  private static int stripped(String text, int from, int end) {
    int at = end;
    while (at > from && Character.isWhitespace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static int afterBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// After the `}}` of the action at `start`, which may hold such characters in quotes.
  private int endOfAction(int start) {
    var text = source.text();
    if (text.startsWith("{{/*", start) || text.startsWith("{{- /*", start)) {
      int close = text.indexOf("*/", start);
      int end = close < 0 ? -1 : text.indexOf("}}", close);
      if (end >= 0) {
        return end + 2;
      }
    }
    char quote = 0;
    for (int at = start + 2; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        at += c == '\\' && quote == '"' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '`') {
        quote = c;
      } else if (c == '\n') {
        break;
      } else if (text.startsWith("}}", at)) {
        return at + 2;
      }
    }
    throw refused(start, "an action that does not end", "Go: unclosed action", "add }}");
  }

  private void action(String action, int start, Deque<Open> open, Rewritten.Writer writer) {
    if (action.startsWith("/*")) {
      return;
    }
    var word = action.split("\\s+", 2);
    var rest = word.length > 1 ? word[1] : "";
    switch (word[0]) {
      case "if" -> {
        boolean around = isShown(open);
        boolean shown = around && isTrue(value(rest, start));
        open.push(new Open(shown, shown, around, start));
      }
      case "else" -> otherwise(rest, start, open);
      case "end" -> {
        if (open.isEmpty()) {
          throw refused(start, "an end without an if", "Go: unexpected {{end}}", "remove it");
        }
        open.pop();
      }
      default -> {
        if (NOT_DONE.contains(word[0])) {
          throw refused(
              start,
              Quoted.of(word[0]) + " of a template is not done here",
              "Of Go's templates functions, pipes, variables and if are filled in.",
              "write the values out, or render the file first");
        }
        if (isShown(open)) {
          show(action, start, writer);
        }
      }
    }
  }

  private void otherwise(String rest, int start, Deque<Open> open) {
    if (open.isEmpty()) {
      throw refused(start, "an else without an if", "Go: unexpected {{else}}", "remove it");
    }
    var before = open.pop();
    boolean may = before.around() && !before.taken();
    var condition = rest.startsWith("if ") ? rest.substring(3) : "";
    boolean shown = may && (condition.isEmpty() || isTrue(value(condition, start)));
    open.push(new Open(shown, before.taken() || shown, before.around(), before.start()));
  }

  private void show(String action, int start, Rewritten.Writer writer) {
    int assign = action.startsWith("$") ? action.indexOf('=') : -1;
    if (assign > 0 && !action.substring(0, assign).contains("`")) {
      var name = action.substring(0, assign).replace(":", "").strip();
      var value = value(action.substring(assign + 1), start);
      var before = variables.put(name, value);
      held += value.length() - (before == null ? 0 : before.length());
      limit(held, start);
    } else {
      writer.put(value(action, start), start);
    }
  }

  private static boolean isTrue(String value) {
    return !value.isEmpty() && !value.equals("false") && !value.equals("0");
  }

  private String value(String expression, int start) {
    var parser = new Parser(expression, start);
    var value = parser.pipeline(0);
    if (parser.at < expression.length()) {
      throw refused(
          start,
          "an action that cannot be read at " + Quoted.of(expression.substring(parser.at)),
          "Go: unexpected text in command",
          "write {{ must_env `NAME` }}");
    }
    return value;
  }

  private Refused refused(int start, String what, String why, String fix) {
    var at = Lines.locate(source, start, 2);
    return new Refused(Diagnostic.error(TD7030, what).at(at).because(why).fixedBy(fix));
  }

  /// Reads one expression from left to right.
  private final class Parser {
    private final String text;
    private final int start;
    private int at;

    Parser(String text, int start) {
      this.text = text;
      this.start = start;
    }

    /// Commands with `|` between, each given what the one before it makes as its last argument.
    String pipeline(int depth) {
      if (depth > DEEPEST) {
        throw refused(start, "parentheses nested too deeply", "", "");
      }
      var value = command(depth, Optional.empty());
      skip();
      while (at < text.length() && text.charAt(at) == '|') {
        at++;
        value = command(depth, Optional.of(value));
        skip();
      }
      return value;
    }

    private String command(int depth, Optional<String> last) {
      skip();
      if (at >= text.length()) {
        throw refused(start, "an action without a value", "Go: missing value for command", "");
      }
      if (!Character.isLetter(text.charAt(at)) && text.charAt(at) != '_') {
        return operand(depth);
      }
      var name = word();
      if (List.of("true", "false", "nil").contains(name)) {
        return name.equals("nil") ? "" : name;
      }
      var arguments = new ArrayList<String>();
      skip();
      long length = last.map(String::length).orElse(0);
      while (at < text.length() && ")|".indexOf(text.charAt(at)) < 0) {
        arguments.add(operand(depth));
        length += arguments.getLast().length();
        limit(length, start);
        skip();
      }
      last.ifPresent(arguments::add);
      return call(name, arguments);
    }

    private String call(String name, List<String> arguments) {
      var place = GoTemplate.this.refused(start, "", "", "").diagnostic.location().orElseThrow();
      var value =
          functions
              .call(name, arguments, place)
              .orElseThrow(() ->
                  refused(
                      start,
                      "no function " + Quoted.of(name) + " of a template is known here",
                      "ecspresso has " + String.join(", ", functions.names()) + ".",
                      "check its name, or func_prefix of a plugin"));
      limit(value.length(), start);
      return value;
    }

    private String operand(int depth) {
      char c = text.charAt(at);
      if (c == '`') {
        return until('`');
      }
      if (c == '"') {
        return quoted();
      }
      if (c == '(') {
        at++;
        var value = pipeline(depth + 1);
        skip();
        if (at >= text.length() || text.charAt(at) != ')') {
          throw refused(start, "a parenthesis that is not closed", "Go: unclosed left paren", "");
        }
        at++;
        return value;
      }
      if (c == '$') {
        at++;
        var name = "$" + word();
        return Optional.ofNullable(variables.get(name))
            .orElseThrow(() ->
                refused(start, "no variable " + Quoted.of(name), "Go: undefined variable", ""));
      }
      var word = word();
      if (word.isEmpty() || c == '.') {
        throw refused(
            start,
            "an action that cannot be read at " + Quoted.of(text.substring(at)),
            "Go: unexpected text in operand",
            "write names and values in `back quotes`");
      }
      boolean isName = Character.isLetter(c) && !List.of("true", "false", "nil").contains(word);
      return isName ? call(word, List.of()) : word;
    }

    private String until(char quote) {
      int end = text.indexOf(quote, at + 1);
      if (end < 0) {
        throw refused(start, "a quote that is not closed", "Go: unterminated raw string", "");
      }
      var value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    private String quoted() {
      var value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        char c = text.charAt(at);
        if (c == '\\' && at + 1 < text.length()) {
          c = text.charAt(++at);
          value.append(c == 'n' ? '\n' : c == 't' ? '\t' : c);
        } else {
          value.append(c);
        }
      }
      if (at >= text.length()) {
        throw refused(start, "a quote that is not closed", "Go: unterminated quoted string", "");
      }
      at++;
      return value.toString();
    }

    private String word() {
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || "_-.".indexOf(text.charAt(at)) >= 0)) {
        at++;
      }
      return text.substring(from, at);
    }

    private void skip() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }
}
