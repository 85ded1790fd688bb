package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3001;
import static dev.taskdock.problem.Code.TD3002;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A template with its parameters, among the stacks that are read with it.
final class Stack {
  private static final List<String> LOCAL_TRANSFORMS =
      List.of(
          "AWS::LanguageExtensions",
          "AWS::Serverless-2016-10-31",
          "AWS::CodeDeployBlueGreen",
          "AWS::SecretsManager-2020-07-23",
          "AWS::SecretsManager-2024-09-16");

  private final String name;
  private final Template template;
  private final StackSet set;
  private final Setting setting;
  private final Parameters parameters;
  private final Evaluator evaluator;
  private final Map<String, Node.Member> mappings;
  private Map<String, Node.Member> conditions = Map.of();
  private Map<String, Node.Member> outputs = Map.of();
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Set<String> dropped = new LinkedHashSet<>();
  private final Map<String, Node> values = new HashMap<>();
  private final Map<String, Stack> nested = new LinkedHashMap<>();

  private Stack(
      String name, Template template, StackSet set, Setting setting, Optional<Resource> parent) {
    this.name = name;
    this.template = template;
    this.set = set;
    this.setting = setting;
    this.parameters = new Parameters(parent, name, setting, set.unknowns(), set.problems());
    this.evaluator = new Evaluator(this);
    this.mappings = template.section("Mappings", set.problems());
  }

  private void read() {
    parameters.read(template.section("Parameters", set.problems()));
    tellMacros();
    var loops = new Loops(this, has("AWS::LanguageExtensions"));
    this.conditions = loops.expanded(template.section("Conditions", set.problems()));
    this.outputs = loops.expanded(template.section("Outputs", set.problems()));
    loops.expanded(template.section("Resources", set.problems())).values().forEach(this::add);
  }

  /// The stack called `name`, whose problems are told in `set`.
  ///
  /// @param parent the resource of another stack that it is, if it is one
  static Stack of(String name, Template template, StackSet set, Optional<Resource> parent) {
    var stack = new Stack(name, template, set, set.setting(), parent);
    stack.read();
    return stack;
  }

  private void tellMacros() {
    for (var transform : template.transforms()) {
      if (!LOCAL_TRANSFORMS.contains(transform.text())) {
        problems()
            .add(
                Diagnostic.error(
                        TD3002, "the macro " + Quoted.of(transform.text()) + " cannot be run here")
                    .at(transform.location())
                    .because("A macro is a function that AWS calls with the template.")
                    .fixedBy("name the template that it makes: aws cloudformation get-template"));
      }
    }
  }

  private void add(Node.Member member) {
    if (!(member.value() instanceof Node.Mapping body) || Nodes.textOf(body, "Type").isEmpty()) {
      problems()
          .add(
              Diagnostic.error(TD3001, "the resource " + Quoted.of(member.name()) + " has no type")
                  .at(member.nameLocation())
                  .becauseAwsSays(
                      "Template format error: [/Resources/"
                          + member.name()
                          + "] Every Resources object must contain a Type member.")
                  .fixedBy("add Type: AWS::…"));
      return;
    }
    var type = Nodes.textOf(body, "Type").orElseThrow();
    resources.put(
        member.name(), new Resource(this, member.name(), type, body, member.nameLocation()));
  }

  /// Drops the resources whose condition does not hold.
  void applyConditions() {
    for (var resource : List.copyOf(resources.values())) {
      var condition = Nodes.textOf(resource.body(), "Condition");
      var at = resource.body().get("Condition").map(Node::location).orElse(resource.location());
      if (condition.isPresent() && !evaluator.condition(condition.get(), at)) {
        resources.remove(resource.id());
        dropped.add(resource.id());
      }
    }
  }

  String name() {
    return name;
  }

  Template template() {
    return template;
  }

  Setting setting() {
    return setting;
  }

  Parameters parameters() {
    return parameters;
  }

  Evaluator evaluator() {
    return evaluator;
  }

  Problems problems() {
    return set.problems();
  }

  Unknowns unknowns() {
    return set.unknowns();
  }

  Map<String, Node.Member> conditions() {
    return conditions;
  }

  Map<String, Node.Member> outputs() {
    return outputs;
  }

  List<Resource> resources() {
    return List.copyOf(resources.values());
  }

  List<Resource> resources(String type) {
    return resources.values().stream().filter(r -> r.is(type)).toList();
  }

  Optional<Resource> resource(String id) {
    return Optional.ofNullable(resources.get(id));
  }

  /// Whether a resource called `id` is declared and does not exist, because of its condition.
  boolean isDropped(String id) {
    return dropped.contains(id);
  }

  /// Whether `transform` is asked for.
  boolean has(String transform) {
    return template.transforms().stream().anyMatch(t -> t.text().equals(transform));
  }

  /// Whether `id` may be declared by a transform that is not run here.
  boolean mayDeclare() {
    return has("AWS::Serverless-2016-10-31");
  }

  /// What the mapping has; a list or a text.
  Optional<Node> mapped(String map, String key, String member) {
    return Optional.ofNullable(mappings.get(map))
        .flatMap(m -> inner(m.value(), key))
        .flatMap(node -> inner(node, member));
  }

  /// Something that the mapping has.
  Node anyMapped(String map, Location at) {
    return Optional.ofNullable(mappings.get(map))
        .flatMap(m -> Nodes.scalars(m.value()).stream().findFirst())
        .map(scalar -> Nodes.moved(scalar, at))
        .orElseGet(() -> Nodes.text(at, ""));
  }

  private static Optional<Node> inner(Node node, String name) {
    return node instanceof Node.Mapping object ? object.get(name) : Optional.empty();
  }

  /// The value of an export of another stack.
  Node imported(String export, Location at, String property) {
    return set.export(this, export, at, property);
  }

  /// What a dynamic reference means.
  String stored(String service, String reference, Location at) {
    return set.stored(this, service, reference, at);
  }

  int revision(Resource definition) {
    return set.revision(definition);
  }

  /// The output of a stack that `resource` of this one is.
  Node outputOf(Resource resource, String output, Location at) {
    var child = nested.get(resource.id());
    if (child != null && child.outputs.containsKey(output)) {
      return Nodes.moved(child.output(output), at);
    }
    return Nodes.text(
        at,
        unknowns()
            .text(
                Unknown.Kind.IMPORT,
                "the output " + Quoted.of(output) + " of " + Quoted.of(resource.id()),
                resource.key() + "." + output,
                at));
  }

  void nest(String id, Stack child) {
    nested.put(id, child);
  }

  /// The value of an output.
  Node output(String output) {
    var known = values.get(output);
    if (known == null) {
      // An output that needs itself finds nothing; that is told where it is asked for.
      values.put(output, Nodes.text(Location.startOf(template.source().file()), ""));
      known = evaluated(output);
      values.put(output, known);
    }
    return known;
  }

  private Node evaluated(String output) {
    var member = outputs.get(output);
    return member != null && member.value() instanceof Node.Mapping body
        ? body.get("Value")
            .map(value -> evaluator.resolve(value, ""))
            .orElseGet(() -> Nodes.text(member.nameLocation(), ""))
        : Nodes.text(Location.startOf(template.source().file()), "");
  }

  /// The names under which outputs are exported, and the outputs.
  Map<String, Node.Member> exports() {
    var exports = new LinkedHashMap<String, Node.Member>();
    for (var member : outputs.values()) {
      if (member.value() instanceof Node.Mapping body && isThere(body)) {
        body.get("Export")
            .flatMap(export -> inner(export, "Name"))
            .map(node -> evaluator.resolve(node, ""))
            .filter(Node.Scalar.class::isInstance)
            .ifPresent(node -> exports.put(((Node.Scalar) node).text(), member));
      }
    }
    return exports;
  }

  /// All names that outputs may be exported under, whatever their conditions.
  Set<String> exportNames() {
    var names = new LinkedHashSet<String>();
    for (var member : outputs.values()) {
      inner(member.value(), "Export")
          .flatMap(export -> inner(export, "Name"))
          .map(node -> evaluator.resolve(node, ""))
          .filter(Node.Scalar.class::isInstance)
          .ifPresent(node -> names.add(((Node.Scalar) node).text()));
    }
    return names;
  }

  private boolean isThere(Node.Mapping output) {
    var condition = Nodes.textOf(output, "Condition");
    return condition.isEmpty() || evaluator.condition(condition.get(), output.location());
  }

  /// Every name that a template may ask for.
  List<String> names() {
    var names = new ArrayList<String>(parameters.declared().keySet());
    names.addAll(resources.keySet());
    names.addAll(dropped);
    return names;
  }
}
