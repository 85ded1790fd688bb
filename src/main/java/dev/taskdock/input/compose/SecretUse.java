package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1071;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The secrets of a service: files below `/run/secrets` in compose, variables in ECS.
final class SecretUse {
  private final String service;
  private final Gathering gathering;
  private final Problems problems;
  private final Map<String, String> byFile = new LinkedHashMap<>();
  private final Map<String, Location> places = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();

  SecretUse(String service, Node.Mapping body, Gathering gathering, Problems problems) {
    this.service = service;
    this.gathering = gathering;
    this.problems = problems;
    if (body.get("secrets").orElse(null) instanceof Node.Sequence list) {
      list.items().forEach(this::add);
    }
  }

  private void add(Node item) {
    var source =
        item instanceof Node.Mapping object
            ? ComposeFile.text(object, "source").orElse("")
            : item instanceof Node.Scalar scalar ? scalar.text() : "";
    var target =
        item instanceof Node.Mapping object
            ? ComposeFile.text(object, "target").orElse(source)
            : source;
    byFile.put(target.startsWith("/") ? target : "/run/secrets/" + target, source);
    places.put(source, item.location());
  }

  /// The secrets by the files that compose makes of them.
  Map<String, String> byFile() {
    return byFile;
  }

  /// A variable that names the file of a secret becomes the variable with its value.
  void variable(String secret, String variable, Location at) {
    variables.put(secret, variable);
    problems.add(
        Diagnostic.warning(TD1071, Quoted.of(variable + "_FILE") + " becomes " + variable)
            .at(at)
            .because("ECS gives a secret to a container as a variable, not as a file.")
            .fixedBy("look whether the program of " + service + " takes " + variable));
  }

  /// The member `secrets` of the container.
  List<Map<String, Object>> secrets() {
    var all = new ArrayList<Map<String, Object>>();
    places.forEach((secret, at) -> {
      var variable = variables.get(secret);
      if (variable == null) {
        variable = secret.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        problems.add(
            Diagnostic.warning(TD1071, "the secret " + Quoted.of(secret) + " becomes a variable")
                .at(at)
                .because("ECS gives a secret to a container as a variable, not as a file.")
                .fixedBy("let the program of " + service + " read " + variable));
      }
      var from = "/" + gathering.project() + "/" + secret;
      var entry = new LinkedHashMap<String, Object>();
      entry.put("name", variable);
      entry.put("valueFrom", from);
      all.add(entry);
      keep(secret, from);
    });
    return all;
  }

  private void keep(String secret, String from) {
    var declared = gathering.secret(secret);
    var path = declared.flatMap(d -> ComposeFile.text(d, "file"));
    var variable = declared.flatMap(d -> ComposeFile.text(d, "environment"));
    path.ifPresent(p -> gathering.secrets().put(from, Map.of("file", gathering.path(p))));
    variable.ifPresent(v -> gathering.secrets().put(from, Map.of("env", v)));
    if (path.isEmpty() && variable.isEmpty()) {
      gathering.notes().add(from + " has no value here: add it to secrets in taskdock.yaml");
    }
  }
}
