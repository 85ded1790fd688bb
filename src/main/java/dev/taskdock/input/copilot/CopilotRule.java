package dev.taskdock.input.copilot;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One way to a service through the load balancer: the `http` section itself, or one of its
/// `additional_rules`.
///
/// @param body the section
/// @param port of the container, where one is said
/// @param container it leads to, where one is said
record CopilotRule(
    Node.Mapping body, Optional<String> port, Optional<String> container, Location at) {
  /// All of a manifest, in their order; none where `http` is false.
  static List<CopilotRule> of(Manifest manifest) {
    var http = manifest.object("http");
    if (http.isEmpty()) {
      return List.of();
    }
    var rules = new ArrayList<CopilotRule>();
    rules.add(of(http.get()));
    if (http.get().get("additional_rules").orElse(null) instanceof Node.Sequence more) {
      more.items().stream()
          .filter(Node.Mapping.class::isInstance)
          .map(Node.Mapping.class::cast)
          .map(CopilotRule::of)
          .forEach(rules::add);
    }
    return rules;
  }

  private static CopilotRule of(Node.Mapping body) {
    var container =
        Nodes.textOf(body, "target_container").or(() -> Nodes.textOf(body, "targetContainer"));
    return new CopilotRule(body, Nodes.textOf(body, "target_port"), container, body.location());
  }

  /// The texts of a member that is one or a list of them; of objects their `name`.
  List<String> texts(String member) {
    return switch (body.get(member).orElse(null)) {
      case null -> List.of();
      case Node.Scalar scalar -> scalar.isEmpty() ? List.of() : List.of(scalar.text().split(","));
      case Node.Mapping _ -> List.of();
      case Node.Sequence list ->
          list.items().stream()
              .flatMap(item ->
                  switch (item) {
                    case Node.Scalar scalar -> Optional.of(scalar.text()).stream();
                    case Node.Mapping object -> Nodes.textOf(object, "name").stream();
                    case Node.Sequence _ -> Optional.<String>empty().stream();
                  })
              .toList();
    };
  }

  /// The path without the slashes around it; empty for all paths.
  String path() {
    return Nodes.textOf(body, "path").orElse("").replaceAll("^/+|/+$", "");
  }
}
