package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1070;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.SecretNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Variables in the texts of a compose file: `$NAME`, `${NAME}`, `${NAME:-default}`,
/// `${NAME-default}`, `${NAME:?why}`, `${NAME:+other}`, and `$$` for a dollar.
///
/// Source: compose specification, "Interpolation".
final class Interpolation {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final int DEEPEST = 5;

  /// The most characters that the texts of a file may become together.
  private static final long MOST = 8L << 20;

  private final Map<String, String> variables;
  private final Problems problems;
  private long made;
  private final Set<String> told = new HashSet<>();
  private final Map<Location, String> confidential = new HashMap<>();

  Interpolation(Map<String, String> variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /// The same tree with values for variables; names of members stay as they are.
  Node of(Node node) {
    return switch (node) {
      case Node.Scalar scalar ->
          scalar.text().indexOf('$') < 0
              ? scalar
              : new Node.Scalar(
                  scalar.location(),
                  Node.Scalar.Kind.ANY,
                  text(scalar.text(), scalar.location(), 0));
      case Node.Sequence list ->
          new Node.Sequence(list.location(), list.items().stream().map(this::of).toList());
      case Node.Mapping object ->
          new Node.Mapping(
              object.location(),
              object.members().stream()
                  .map(m -> new Node.Member(m.name(), m.nameLocation(), of(m.value())))
                  .toList());
    };
  }

  /// The variables whose names look secret, by the places of the texts that they stand in.
  Map<Location, String> confidential() {
    return confidential;
  }

  private String text(String text, Location at, int depth) {
    var result = new StringBuilder();
    int[] ends = text.contains("${") ? ends(text) : new int[0];
    var name = NAME.matcher(text);
    int from = 0;
    for (int dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', from)) {
      result.append(text, from, dollar);
      if (made + result.length() > MOST) {
        return tooMuch(at);
      }
      int next = dollar + 1;
      if (text.startsWith("$", next)) {
        result.append('$');
        from = dollar + 2;
      } else if (text.startsWith("{", next) && ends[next] > 0) {
        result.append(value(text.substring(next + 1, ends[next]), at, depth));
        from = ends[next] + 1;
      } else if (name.region(next, text.length()).lookingAt()) {
        result.append(value(name.group(), at, depth));
        from = name.end();
      } else {
        result.append('$');
        from = dollar + 1;
      }
    }
    made += depth == 0 ? result.length() : 0;
    return result.append(text, from, text.length()).toString();
  }

  private String tooMuch(Location at) {
    if (made <= MOST) {
      made = MOST + 1;
      problems.add(
          Diagnostic.error(TD1070, "the variables of this file make it too large")
              .at(at)
              .because("Its texts may become " + (MOST >> 20) + " MiB together.")
              .fixedBy("write a large value once, and name it where it is used"));
    }
    return "";
  }

  /// Where each brace closes that opens in `text`; 0 where none does.
  private static int[] ends(String text) {
    var ends = new int[text.length()];
    var open = new int[text.length()];
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        open[depth++] = i;
      } else if (c == '}' && depth > 0) {
        ends[open[--depth]] = i;
      }
    }
    return ends;
  }

  /// What stands for `NAME`, `NAME:-default` and the like.
  private String value(String expression, Location at, int depth) {
    var name = NAME.matcher(expression);
    if (!name.lookingAt()) {
      return "";
    }
    if (SecretNames.isSensitive(name.group())) {
      confidential.putIfAbsent(at, name.group());
    }
    var operator = expression.substring(name.end());
    boolean colon = operator.startsWith(":");
    var kind = operator.substring(colon ? 1 : 0);
    var other = kind.isEmpty() || depth >= DEEPEST ? "" : kind.substring(1);
    var value =
        Optional.ofNullable(variables.get(name.group())).filter(v -> !colon || !v.isEmpty());
    return switch (kind.isEmpty() ? ' ' : kind.charAt(0)) {
      case '-' -> value.orElseGet(() -> text(other, at, depth + 1));
      case '+' -> value.isPresent() ? text(other, at, depth + 1) : "";
      case '?' -> value.orElseGet(() -> missing(name.group(), at, true));
      default -> value.orElseGet(() -> missing(name.group(), at, false));
    };
  }

  private String missing(String name, Location at, boolean refused) {
    if (told.add(name)) {
      var what = "the variable " + Quoted.of(name) + " is not set";
      problems.add(
          (refused ? Diagnostic.error(TD1070, what) : Diagnostic.warning(TD1070, what))
              .at(at)
              .because(
                  refused
                      ? "The file asks for it, with a message of its own."
                      : "Compose takes an empty text for it, and so it is here.")
              .fixedBy("set it in the shell or in .env beside the file: " + name + "=…"));
    }
    return "";
  }
}
