package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7021;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `taskdef_overrides`: values put into the task definition by their path,
/// `ContainerDefinitions[0].Ulimits[-].HardLimit`, where `-` is after the last.
final class TaskOverrides {
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z]\\w*(\\[(\\d{1,3}|-)])?(\\.[A-Za-z]\\w*(\\[(\\d{1,3}|-)])?)*+");
  private static final Pattern STEP = Pattern.compile("[A-Za-z]\\w*|\\d{1,3}|-");

  /// How many steps a path has at most; a definition has no place deeper than a dozen.
  private static final int DEEPEST = 100;

  private final Problems problems;

  TaskOverrides(Problems problems) {
    this.problems = problems;
  }

  Node.Mapping applied(Node.Mapping definition, Node overrides) {
    Node result = definition;
    if (overrides instanceof Node.Sequence list) {
      for (var item : list.items()) {
        if (item instanceof Node.Mapping rule) {
          result = applied(result, rule);
        }
      }
    }
    return result instanceof Node.Mapping object ? object : definition;
  }

  private Node applied(Node definition, Node.Mapping rule) {
    var path = Nodes.textOf(rule, "path").orElse("");
    var value = rule.get("value");
    boolean deep = STEP.matcher(path).results().limit(DEEPEST + 1L).count() > DEEPEST;
    if (deep || !PATH.matcher(path).matches() || value.isEmpty()) {
      problems.add(
          Diagnostic.error(TD7021, Quoted.of(path) + " is no path of an override")
              .at(rule.location())
              .because("Copilot: a rule of taskdef_overrides has a path and a value.")
              .fixedBy("write path: ContainerDefinitions[0].Ulimits[-].HardLimit"));
      return definition;
    }
    var steps = STEP.matcher(path).results().map(r -> r.group()).toList();
    return put(definition, steps, lowered(value.get()), rule.location());
  }

  private Node put(Node node, List<String> steps, Node value, Location at) {
    if (steps.isEmpty()) {
      return value;
    }
    var step = steps.getFirst();
    var rest = steps.subList(1, steps.size());
    return Character.isLetter(step.charAt(0))
        ? inObject(node, lowered(step), rest, value, at)
        : inList(node, step, rest, value, at);
  }

  private Node inObject(Node node, String name, List<String> rest, Node value, Location at) {
    var members =
        new ArrayList<Node.Member>(node instanceof Node.Mapping o ? o.members() : List.of());
    var old = node instanceof Node.Mapping o ? o.get(name).orElse(Nodes.text(at, "")) : node;
    var fresh = new Node.Member(name, at, put(old, rest, value, at));
    members.removeIf(m -> m.name().equals(name));
    members.add(fresh);
    return new Node.Mapping(node instanceof Node.Mapping ? node.location() : at, members);
  }

  private Node inList(Node node, String step, List<String> rest, Node value, Location at) {
    var items = new ArrayList<Node>(node instanceof Node.Sequence l ? l.items() : List.of());
    int index = step.equals("-") ? items.size() : Integer.parseInt(step);
    if (index > items.size()) {
      problems.add(
          Diagnostic.error(TD7021, "an override of item " + index + " of " + items.size())
              .at(at)
              .because("Copilot: cannot specify an index out of range.")
              .fixedBy("write [-] to add one"));
      return node;
    }
    if (index == items.size()) {
      items.add(Nodes.text(at, ""));
    }
    items.set(index, put(items.get(index), rest, value, at));
    return new Node.Sequence(at, items);
  }

  /// The words of CloudFormation as those of the API.
  private static Node lowered(Node node) {
    return switch (node) {
      case Node.Scalar scalar ->
          new Node.Scalar(scalar.location(), Node.Scalar.Kind.ANY, scalar.text());
      case Node.Sequence list ->
          new Node.Sequence(
              list.location(), list.items().stream().map(TaskOverrides::lowered).toList());
      case Node.Mapping object ->
          new Node.Mapping(
              object.location(),
              object.members().stream()
                  .map(
                      m -> new Node.Member(lowered(m.name()), m.nameLocation(), lowered(m.value())))
                  .toList());
    };
  }

  private static String lowered(String name) {
    return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
