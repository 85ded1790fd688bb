package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2080;
import static dev.taskdock.problem.Code.TD2081;
import static dev.taskdock.problem.Code.TD2082;
import static dev.taskdock.problem.Code.TD2083;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Environment;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `environment` of a container or of an override. A value never gets into a diagnostic.
///
/// Source: RegisterTaskDefinition, KeyValuePair; which of two entries counts is the ECS agent's
/// doing, which puts them into a map in order.
final class Environments {
  private static final List<String> MEMBERS = List.of("name", "value", "valueFrom");

  private Environments() {}

  /// The variables of `container` in the order written, the last of each name.
  static Environment read(Fields container) {
    var variables = new LinkedHashMap<String, String>();
    var seen = new HashMap<String, Location>();
    for (var entry : container.objectsBy("name", "environment")) {
      entry.expectOnly(MEMBERS);
      var name = name(entry);
      var value = value(entry, name);
      name.ifPresent(n -> tellRepeated(n, entry, seen));
      name.ifPresent(n -> variables.put(n, value));
    }
    return new Environment(variables);
  }

  private static Optional<String> name(Fields entry) {
    var name = entry.text("name");
    if (!entry.has("name")) {
      entry.add(
          Diagnostic.error(TD2082, "an entry of environment without \"name\"")
              .at(entry.location())
              .because("Each entry is an object with \"name\" and \"value\".")
              .fixedBy("write {\"name\": \"NAME\", \"value\": \"…\"}"));
    }
    if (name.filter(n -> n.contains("=") || n.indexOf(0) >= 0).isEmpty()) {
      return name;
    }
    boolean assignment = name.orElse("").contains("=");
    var mark = assignment ? "\"=\"" : "NUL";
    entry.add(
        Diagnostic.error(TD2082, "a name with " + mark + " after " + beginning(name.orElse("")))
            .at(entry.locationOf("name").unquoted())
            .because("A process receives NAME=value, so a name cannot hold " + mark + ".")
            .fixedBy(assignment ? "put what follows \"=\" into \"value\"" : "remove it"));
    return Optional.empty();
  }

  /// What stands before the first `=` or NUL; the rest may be a value.
  private static String beginning(String name) {
    int end = name.contains("=") ? name.indexOf('=') : name.indexOf(0);
    return Quoted.of(name.substring(0, end));
  }

  private static String value(Fields entry, Optional<String> name) {
    if (entry.has("valueFrom")) {
      entry.add(
          Diagnostic.error(TD2081, title(name) + " has valueFrom, but stands in environment")
              .at(entry.locationOf("valueFrom"))
              .because("Only entries of \"secrets\" have valueFrom; here ECS knows name and value.")
              .fixedBy("move the entry to \"secrets\", or give it a \"value\""));
    }
    var value = entry.anyText("value").orElse("");
    if (value.indexOf(0) >= 0) {
      entry.add(
          Diagnostic.error(TD2083, title(name) + " has a value with a NUL character")
              .at(entry.locationOf("value").unquoted())
              .because("A process receives its environment as texts that end at the first NUL.")
              .fixedBy("encode the value, for instance as base64"));
    }
    return value;
  }

  private static String title(Optional<String> name) {
    return name.map(Quoted::of).orElse("a variable");
  }

  private static void tellRepeated(String name, Fields entry, Map<String, Location> seen) {
    var earlier = seen.put(name, entry.locationOf("name"));
    if (earlier != null) {
      entry.add(
          Diagnostic.warning(TD2080, Quoted.of(name) + " is set twice in this environment")
              .at(entry.locationOf("name"))
              .because("Only the last one counts.")
              .fixedBy("remove one of them")
              .seeAlso(earlier, "has no effect"));
    }
  }
}
