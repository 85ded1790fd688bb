package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1070;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Variables in the texts of a compose file: `$NAME`, `${NAME}`, `${NAME:-default}`,
/// `${NAME-default}`, `${NAME:?why}`, `${NAME:+other}`, and `$$` for a dollar.
///
/// Source: compose specification, "Interpolation".
final class Interpolation {
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\$(?:(\\$)|(\\w+)|\\{(\\w+)(?:(:?[-?+])((?:[^{}]|\\$\\{[^{}]*})*))?})");
  private static final int DEEPEST = 5;

  private final Map<String, String> variables;
  private final Problems problems;
  private final Set<String> told = new HashSet<>();

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

  private String text(String text, Location at, int depth) {
    return VARIABLE
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(value(m, at, depth)));
  }

  private String value(MatchResult match, Location at, int depth) {
    if (match.group(1) != null) {
      return "$";
    }
    var name = match.group(2) == null ? match.group(3) : match.group(2);
    var operator = Optional.ofNullable(match.group(4)).orElse("");
    var value =
        Optional.ofNullable(variables.get(name))
            .filter(v -> !operator.startsWith(":") || !v.isEmpty());
    var other = depth < DEEPEST ? Optional.ofNullable(match.group(5)).orElse("") : "";
    return switch (operator) {
      case ":-", "-" -> value.orElseGet(() -> text(other, at, depth + 1));
      case ":+", "+" -> value.isPresent() ? text(other, at, depth + 1) : "";
      case ":?", "?" -> value.orElseGet(() -> missing(name, at, other, true));
      default -> value.orElseGet(() -> missing(name, at, "", false));
    };
  }

  private String missing(String name, Location at, String why, boolean refused) {
    if (told.add(name)) {
      var what = "the variable " + Quoted.of(name) + " is not set";
      problems.add(
          (refused ? Diagnostic.error(TD1070, what) : Diagnostic.warning(TD1070, what))
              .at(at)
              .because(
                  why.isEmpty() ? "Compose takes an empty text for it, and so it is here." : why)
              .fixedBy("set it in the shell or in .env beside the file: " + name + "=…"));
    }
    return "";
  }
}
