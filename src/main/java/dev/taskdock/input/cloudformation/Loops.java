package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3003;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes out what `Fn::ForEach` repeats, before anything else is evaluated.
///
/// Source: CloudFormation, "AWS::LanguageExtensions transform", "Fn::ForEach".
final class Loops {
  private static final String FOR_EACH = "Fn::ForEach::";
  private static final int MOST = 100_000;

  private final Stack stack;
  private final boolean allowed;
  private int made;

  /// @param allowed whether the template asks for the language extensions
  Loops(Stack stack, boolean allowed) {
    this.stack = stack;
    this.allowed = allowed;
  }

  /// The members of a section with all loops in it written out.
  Map<String, Node.Member> expanded(Map<String, Node.Member> section) {
    if (!allowed) {
      section.values().stream()
          .filter(m -> m.name().startsWith(FOR_EACH))
          .forEach(m ->
              tell(
                  m.nameLocation(),
                  "Fn::ForEach without the language extensions",
                  "add Transform: AWS::LanguageExtensions"));
      return section.values().stream()
          .filter(m -> !m.name().startsWith(FOR_EACH))
          .collect(
              Collectors.toMap(Node.Member::name, m -> m, (_, last) -> last, LinkedHashMap::new));
    }
    var members = new LinkedHashMap<String, Node.Member>();
    members(List.copyOf(section.values()), Map.of()).forEach(m -> members.put(m.name(), m));
    return members;
  }

  private List<Node.Member> members(List<Node.Member> written, Map<String, String> variables) {
    var members = new ArrayList<Node.Member>();
    for (var member : written) {
      if (member.name().startsWith(FOR_EACH)) {
        members.addAll(repeated(member, variables));
      } else {
        members.add(
            new Node.Member(
                filled(member.name(), variables),
                member.nameLocation(),
                node(member.value(), variables)));
      }
    }
    return members;
  }

  private List<Node.Member> repeated(Node.Member loop, Map<String, String> variables) {
    if (!(loop.value() instanceof Node.Sequence parts)
        || parts.items().size() != 3
        || !(parts.items().get(0) instanceof Node.Scalar variable)
        || !(parts.items().get(2) instanceof Node.Mapping body)) {
      tell(
          loop.nameLocation(),
          "Fn::ForEach takes a name, a list and an object",
          "write Fn::ForEach::NAME: [VARIABLE, [A, B], {KEY${VARIABLE}: …}]");
      return List.of();
    }
    var members = new ArrayList<Node.Member>();
    for (var value : collection(parts.items().get(1), variables)) {
      var inner = new HashMap<>(variables);
      inner.put(variable.text(), value);
      members.addAll(members(body.members(), inner));
    }
    return members;
  }

  private List<String> collection(Node node, Map<String, String> variables) {
    var values = stack.evaluator().resolve(node(node, variables), "");
    return Nodes.scalars(values).stream().map(Nodes::text).toList();
  }

  private Node node(Node node, Map<String, String> variables) {
    if (++made > MOST) {
      if (made == MOST + 1) {
        tell(node.location(), "loops that make more than " + MOST + " values", "shorten the lists");
      }
      return Nodes.text(node.location(), "");
    }
    return switch (node) {
      case Node.Scalar scalar ->
          new Node.Scalar(scalar.location(), scalar.kind(), filled(scalar.text(), variables));
      case Node.Sequence list ->
          new Node.Sequence(
              list.location(), list.items().stream().map(item -> node(item, variables)).toList());
      case Node.Mapping object -> object(object, variables);
    };
  }

  private Node object(Node.Mapping object, Map<String, String> variables) {
    var function = Nodes.function(object);
    if (function.isPresent()
        && function.get().name().equals("Ref")
        && function.get().value() instanceof Node.Scalar name
        && variables.containsKey(name.text())) {
      return Nodes.text(object.location(), variables.getOrDefault(name.text(), ""));
    }
    return new Node.Mapping(object.location(), members(object.members(), variables));
  }

  private static String filled(String text, Map<String, String> variables) {
    var filled = text;
    for (var variable : variables.entrySet()) {
      filled =
          filled
              .replace("${" + variable.getKey() + "}", variable.getValue())
              .replace(
                  "&{" + variable.getKey() + "}",
                  variable.getValue().replaceAll("[^A-Za-z0-9]", ""));
    }
    return filled;
  }

  private void tell(Location at, String what, String fix) {
    stack.problems().add(Diagnostic.error(TD3003, what).at(at).fixedBy(fix));
  }
}
