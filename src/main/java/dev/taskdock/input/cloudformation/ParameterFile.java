package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3013;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Files of parameters, in the shapes that people have: the list of `ParameterKey` and
/// `ParameterValue` that the aws command line takes, an object with `Parameters` as CodePipeline
/// has it, and a plain object.
public final class ParameterFile {
  private ParameterFile() {}

  /// The values in `source`; none where it has another shape, after telling so.
  public static List<Assignment> read(Source source, Problems problems) {
    return Template.tree(source, problems).map(root -> read(root, problems)).orElse(List.of());
  }

  private static List<Assignment> read(Node root, Problems problems) {
    var assignments = new ArrayList<Assignment>();
    switch (root) {
      case Node.Sequence list ->
          list.items().forEach(item -> add(pair(item), item, assignments, problems));
      case Node.Mapping object -> {
        var inner = object.get("Parameters").orElse(root);
        if (inner instanceof Node.Mapping values) {
          values.members().forEach(m -> add(value(m), m.value(), assignments, problems));
        } else {
          tell(inner, problems);
        }
      }
      case Node.Scalar _ -> tell(root, problems);
    }
    return assignments;
  }

  private static void add(
      Optional<Assignment> assignment, Node at, List<Assignment> to, Problems problems) {
    assignment.ifPresentOrElse(to::add, () -> tell(at, problems));
  }

  private static Optional<Assignment> pair(Node item) {
    if (!(item instanceof Node.Mapping pair)) {
      return Optional.empty();
    }
    var value = pair.get("ParameterValue").or(() -> pair.get("UsePreviousValue"));
    return Nodes.textOf(pair, "ParameterKey")
        .flatMap(name -> value.map(v -> new Node.Member(name, v.location(), v)))
        .flatMap(ParameterFile::value);
  }

  private static Optional<Assignment> value(Node.Member member) {
    var at = Optional.of(member.value().location().unquoted());
    return switch (member.value()) {
      case Node.Scalar scalar ->
          Optional.of(new Assignment("", member.name(), Nodes.text(scalar), at));
      case Node.Sequence list ->
          Optional.of(
              new Assignment(
                  "",
                  member.name(),
                  String.join(",", Nodes.scalars(list).stream().map(Nodes::text).toList()),
                  at));
      case Node.Mapping _ -> Optional.empty();
    };
  }

  private static void tell(Node at, Problems problems) {
    problems.add(
        Diagnostic.error(TD3013, at.described() + " where a parameter and its value are due")
            .at(at.location().unquoted())
            .because(
                "A file of parameters is a list of {ParameterKey, ParameterValue}, or an object.")
            .fixedBy("write {\"NAME\": \"VALUE\", …}"));
  }
}
