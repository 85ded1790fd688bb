package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2017;
import static dev.taskdock.problem.Code.TD2140;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.List;

/// Members that have no effect here: still told as such, and still held to their rules.
final class Ignored {
  private static final List<String> PROXY_USERS = List.of("IgnoredUID", "IgnoredGID");

  private Ignored() {}

  /// Tells each member of a task or of a container that has no effect here.
  static void tell(Fields fields) {
    for (var term : Vocabulary.ignored(fields)) {
      fields.add(
          Diagnostic.of(Severity.NOTE, TD2017, Quoted.of(term.name()) + " has no effect here")
              .at(fields.locationOf(term.name()))
              .because(sentence(term.reason())));
    }
    fields.word("versionConsistency", List.of("enabled", "disabled"));
    var specs = fields.texts("credentialSpecs", "[\"credentialspecdomainless:ARN\"]");
    if (specs.size() > 1) {
      fields.add(
          Diagnostic.error(TD2140, fields.title() + " has " + specs.size() + " credential specs")
              .at(fields.locationOf("credentialSpecs"))
              .because("A container can have one.")
              .fixedBy("keep one of them"));
    }
  }

  private static String sentence(String reason) {
    return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
  }

  /// Tells what is wrong with the `proxyConfiguration` of `task`.
  static void tellProxy(Fields task, List<Draft> drafts) {
    task.object("proxyConfiguration").ifPresent(proxy -> tellProxyOf(proxy, drafts));
  }

  private static void tellProxyOf(Fields proxy, List<Draft> drafts) {
    Vocabulary.tell(proxy);
    proxy.word("type", List.of("APPMESH"));
    var properties = proxy.objectsBy("name", "properties");
    properties.forEach(Vocabulary::tell);
    var names = drafts.stream().flatMap(d -> d.name().stream()).map(ContainerName::name).toList();
    var container = proxy.text("containerName").orElse("");
    if (!names.contains(container)) {
      proxy.add(
          Diagnostic.error(TD2140, "the proxy " + Quoted.of(container) + " is not there")
              .at(proxy.locationOf("containerName"))
              .because("The task has the containers " + String.join(", ", names) + ".")
              .fixedBy(
                  Nearest.of(container, names)
                      .map(near -> "write " + Quoted.of(near))
                      .orElse("name one of them")));
    }
    if (properties.stream()
        .noneMatch(p -> p.text("name").filter(PROXY_USERS::contains).isPresent())) {
      proxy.add(
          Diagnostic.error(TD2140, "a proxy whose own traffic would go through it")
              .at(proxy.locationOf("properties"))
              .because("ECS requires IgnoredUID or IgnoredGID, the user or group of the proxy.")
              .fixedBy("add {\"name\": \"IgnoredUID\", \"value\": \"1337\"} to the properties"));
    }
  }
}
