package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD1016;
import static dev.taskdock.problem.Code.TD2016;
import static dev.taskdock.problem.Code.TD2041;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Texts that a tool is to fill in. What is refused for one of them is not wrong but not filled in.
final class Placeholders {
  private static final Pattern MARK =
      Pattern.compile("\\$\\{[^{}]+}|\\{\\{.+?}}|<[A-Za-z][^<>]*>|^\\$[A-Z_]{2,}$");

  /// Refused whatever is filled in, and told with a fix of its own.
  private static final Set<Code> KEPT = EnumSet.of(TD1016, TD2016, TD2041);

  /// A member and the placeholder in its value.
  private record Unfilled(String member, String mark) {
    String fix() {
      return switch (mark.charAt(0)) {
        case '$' -> "fill it in first, as in: envsubst < FILE > taskdef.json";
        case '{' -> "render it first, as in: ecspresso render taskdef > taskdef.json";
        default -> "write what is meant in its place";
      };
    }
  }

  private final Map<Location, Unfilled> unfilled = new HashMap<>();

  private Placeholders() {}

  /// Whether something in `text` is to be filled in.
  static boolean isIn(String text) {
    return MARK.matcher(text).find();
  }

  /// Those in the values of `root`.
  static Placeholders in(Node root) {
    var placeholders = new Placeholders();
    placeholders.find("", root);
    return placeholders;
  }

  /// The same, or that a placeholder is not filled in where one is refused. A line that must not be
  /// quoted is never one of these.
  Diagnostic seen(Diagnostic diagnostic) {
    var found = diagnostic.location().map(unfilled::get).orElse(null);
    return found == null
            || diagnostic.severity() != Severity.ERROR
            || KEPT.contains(diagnostic.code())
        ? diagnostic
        : Diagnostic.error(
                TD1016, Quoted.of(found.member()) + " is not filled in: " + Quoted.of(found.mark()))
            .at(diagnostic.location().orElseThrow())
            .because("A tool fills such places in before AWS sees the file.")
            .fixedBy(found.fix());
  }

  private void find(String member, Node node) {
    switch (node) {
      case Node.Mapping object -> object.members().forEach(m -> find(m.name(), m.value()));
      case Node.Sequence list -> list.items().forEach(item -> find(member, item));
      case Node.Scalar scalar -> {
        var mark = MARK.matcher(scalar.text());
        if (mark.find()) {
          unfilled.put(scalar.location(), new Unfilled(member, mark.group()));
        }
      }
    }
  }
}
