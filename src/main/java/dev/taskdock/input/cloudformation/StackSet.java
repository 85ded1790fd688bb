package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3020;
import static dev.taskdock.problem.Code.TD3021;
import static dev.taskdock.problem.Code.TD3030;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stacks that are read together and see each other's exports.
final class StackSet {
  private final Setting setting;
  private final Problems problems;
  private final Unknowns unknowns = new Unknowns();
  private final List<Stack> stacks = new ArrayList<>();
  private final Map<String, Exported> exports = new LinkedHashMap<>();
  private final Set<String> confidential = new HashSet<>();
  private final Map<String, List<String>> families = new HashMap<>();

  /// An output under the name it is exported by.
  private record Exported(Stack stack, Node.Member output) {}

  StackSet(Setting setting, Problems problems) {
    this.setting = setting;
    this.problems = problems;
  }

  Setting setting() {
    return setting;
  }

  Problems problems() {
    return problems;
  }

  Unknowns unknowns() {
    return unknowns;
  }

  List<Stack> stacks() {
    return stacks;
  }

  void add(Stack stack) {
    stacks.add(stack);
  }

  List<Resource> resources(String type) {
    return stacks.stream().flatMap(s -> s.resources(type).stream()).toList();
  }

  List<Resource> resources() {
    return stacks.stream().flatMap(s -> s.resources().stream()).toList();
  }

  /// What must not be shown: values that are marked so, and those that were kept as secrets.
  Set<String> confidential() {
    var all = new HashSet<>(confidential);
    stacks.forEach(stack -> all.addAll(stack.parameters().confidential()));
    return all;
  }

  /// Learns the names under which outputs are exported.
  void export() {
    for (var stack : stacks) {
      stack
          .exports()
          .forEach((name, output) -> {
            var other = exports.putIfAbsent(name, new Exported(stack, output));
            if (other != null) {
              problems.add(
                  Diagnostic.error(TD3021, "two exports called " + Quoted.of(name))
                      .at(output.nameLocation())
                      .becauseAwsSays(
                          "Export with name "
                              + name
                              + " is already exported by stack "
                              + other.stack().name())
                      .fixedBy("export it by another name")
                      .seeAlso(other.output().nameLocation(), "the other one"));
            }
          });
    }
  }

  /// The names that are exported.
  Set<String> exports() {
    return exports.keySet();
  }

  /// The value that `importer` means by an export's name.
  Node export(Stack importer, String name, Location at, String property) {
    var exported = exports.get(name);
    if (exported != null) {
      return exported.stack().output(exported.output().name());
    }
    var given = setting.imports().get(name);
    if (given != null) {
      return Nodes.text(at, given);
    }
    var text = unknowns.text(Unknown.Kind.IMPORT, "the export " + Quoted.of(name), name, at);
    return Nodes.text(at, setting.exact() ? text : Examples.of(property, name, false, text));
  }

  /// The value of a dynamic reference; where it is not kept here, the reference as it is written.
  String stored(Stack stack, String service, String reference, Location at) {
    var meant = StoredValues.reference(service, reference, setting.pseudo());
    var value =
        meant
            .flatMap(setting.values()::find)
            .or(() -> meant.flatMap(m -> declared(m)))
            .map(SecretValue::text);
    if (value.isPresent()) {
      if (!service.equals("ssm") && !value.get().isEmpty()) {
        confidential.add(value.get());
      }
      return value.get();
    }
    if (meant.isEmpty()) {
      problems.add(
          Diagnostic.error(TD3030, "not a dynamic reference to a value")
              .at(at)
              .becauseAwsSays("Incorrect format is used in the dynamic reference.")
              .fixedBy(
                  "write {{resolve:ssm:NAME}} or {{resolve:secretsmanager:ID:SecretString:KEY}}"));
    }
    return unknowns.text(
        Unknown.Kind.STORED,
        "the " + (service.startsWith("ssm") ? "parameter " : "secret ") + Quoted.of(reference),
        meant.map(m -> m.names().getLast()).orElse(reference),
        at);
  }

  /// What a resource of these stacks has under that name.
  private Optional<SecretValue> declared(SecretReference reference) {
    return SecretResources.of(this).entrySet().stream()
        .filter(e -> reference.names().contains(e.getKey()))
        .map(e -> new SecretValue(e.getValue()))
        .findFirst();
  }

  /// The revision of a task definition among those of its family.
  int revision(Resource definition) {
    var family = ResourceNames.family(definition);
    var members = families.computeIfAbsent(family, _ -> new ArrayList<>());
    if (!members.contains(definition.key())) {
      members.add(definition.key());
    }
    return members.indexOf(definition.key()) + 1;
  }

  /// Tells an import that no stack here exports, where it matters.
  void tellImport(Unknown unknown, Location use) {
    var name = unknown.name();
    var suffix = name.substring(name.lastIndexOf('-') + 1);
    var near = exports.keySet().stream().filter(e -> e.endsWith(suffix)).toList();
    problems.add(
        Diagnostic.error(TD3020, "no stack here has " + unknown.what())
            .at(use)
            .becauseAwsSays("No export named " + name + " found.")
            .fixedBy(
                near.isEmpty()
                    ? "name its template too, or --import " + name + "=VALUE"
                    : "is it " + String.join(", ", near) + "? Else: --import " + name + "=VALUE"));
  }
}
