package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Workflows of GitHub Actions, which name the task definition that they deploy.
final class Workflows {
  private static final Pattern EXPRESSION =
      Pattern.compile("\\$\\{\\{\\s*(?:env|vars|inputs)\\.([\\w-]+)\\s*}}");

  private Workflows() {}

  /// What to do with one: name the file in its `task-definition`, an input of
  /// amazon-ecs-render-task-definition and of amazon-ecs-deploy-task-definition.
  static String fix(Node.Mapping workflow) {
    var files = new LinkedHashSet<String>();
    for (var value : named(workflow, "task-definition")) {
      var variable = EXPRESSION.matcher(value);
      if (variable.matches()) {
        named(workflow, variable.group(1)).stream().findFirst().ifPresent(files::add);
      } else if (!value.contains("${{")) {
        files.add(value);
      }
    }
    return files.isEmpty()
        ? "name the task definition that it deploys"
        : "name the task definition that it deploys: taskdock run " + String.join(", or ", files);
  }

  /// The texts of all members of that name, however deep.
  private static Set<String> named(Node node, String name) {
    var found = new LinkedHashSet<String>();
    for (var member : members(node)) {
      text(member).filter(_ -> member.name().equals(name)).ifPresent(found::add);
      found.addAll(named(member.value(), name));
    }
    if (node instanceof Node.Sequence list) {
      list.items().forEach(item -> found.addAll(named(item, name)));
    }
    return found;
  }

  private static List<Node.Member> members(Node node) {
    return node instanceof Node.Mapping object ? object.members() : List.of();
  }

  private static Optional<String> text(Node.Member member) {
    return member.value() instanceof Node.Scalar scalar && !scalar.isEmpty()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }
}
