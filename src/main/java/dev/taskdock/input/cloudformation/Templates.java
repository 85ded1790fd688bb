package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3012;
import static dev.taskdock.problem.Code.TD3021;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Shape;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads CloudFormation templates.
public final class Templates {
  private static final Pattern SECTION =
      Pattern.compile(
          "(?m)^[\"']?(?:Resources|AWSTemplateFormatVersion)[\"']?\\s*:|\"Resources\"\\s*:");

  private static final Pattern APPSPEC =
      Pattern.compile("\\bResources[\"']?\\s*:\\s*(?:-\\s*|\\[\\s*\\{\\s*)[\"']?TargetService\\b");

  private final StackSet set;
  private final Setting setting;
  private final Problems problems;
  private final Notes notes = new Notes();

  private Templates(Setting setting, Problems problems) {
    this.setting = setting;
    this.problems = problems;
    this.set = new StackSet(setting, problems);
  }

  /// A template and the name of the stack that it is.
  public record Named(String stack, Source source) {}

  /// Whether the text looks like a template, with or without mistakes.
  public static boolean isTemplate(Source source) {
    var text = source.text();
    return text.contains("AWS")
        // What CodeDeploy is told has a section of that name too.
        && !(text.contains("TargetService") && APPSPEC.matcher(text).find())
        && SECTION.matcher(text).find();
  }

  /// What the templates say together; empty where there is any error, after telling all of them.
  public static Optional<Declared> read(List<Named> templates, Setting setting, Problems problems) {
    var own = new Problems();
    var reading = new Templates(setting, own).read(templates);
    own.all().forEach(problems::add);
    return reading.filter(_ -> !own.hasErrors());
  }

  private Optional<Declared> read(List<Named> templates) {
    var names = new HashMap<String, Source>();
    for (var named : templates) {
      var other = names.putIfAbsent(named.stack(), named.source());
      if (other != null) {
        problems.add(
            Diagnostic.error(TD3021, "two stacks called " + Quoted.of(named.stack()))
                .at(Location.startOf(named.source().file()))
                .because("A stack is called as its file, unless the command line says otherwise.")
                .fixedBy("name it: NAME=" + named.source().file()));
        continue;
      }
      Template.read(named.source(), problems)
          .ifPresent(t -> set.add(Stack.of(named.stack(), t, set, Optional.empty())));
    }
    if (set.stacks().isEmpty()) {
      return Optional.empty();
    }
    tellVainAssignments();
    new Parents(set, notes).assume();
    new Nesting(set, notes).nest();
    set.stacks().forEach(References::tell);
    set.export();
    if (problems.hasErrors()) {
      return Optional.empty();
    }
    return Optional.of(reading());
  }

  private void tellVainAssignments() {
    var known =
        set.stacks().stream()
            .flatMap(s -> s.parameters().declared().keySet().stream())
            .distinct()
            .toList();
    for (var assignment : setting.assignments()) {
      boolean meant =
          set.stacks().stream()
              .anyMatch(s ->
                  s.parameters().declared().keySet().stream()
                      .anyMatch(name -> assignment.isFor(s.name(), name)));
      // A file of parameters may serve several templates.
      if (!meant && assignment.place().isEmpty()) {
        problems.add(
            Diagnostic.error(TD3012, "no template has a parameter " + Quoted.of(assignment.name()))
                .becauseAwsSays(
                    "Parameters: [" + assignment.name() + "] do not exist in the template")
                .fixedBy(
                    Nearest.of(assignment.name(), known)
                        .map(near -> "write " + near + "=…")
                        .orElse(
                            known.isEmpty()
                                ? "leave it out"
                                : "name one of " + String.join(", ", known))));
      }
    }
  }

  private Declared reading() {
    var definitions = definitions();
    var networks = new Networks(set, notes);
    var discovery = new Discovery(set, notes);
    var balancing = new Balancing(set, networks, notes);
    var tree = balancing.tree();
    var scaling = new ScalingTrees(set, notes);
    var services = new ServiceTrees(set, balancing, networks, discovery, scaling, notes).tree();
    var network = network(networks, discovery);
    Unhandled.note(set, networks, scaling, notes);
    var traces = new Traces(set, notes);
    definitions.forEach(d -> traces.ofDefinition(d.tree()));
    traces.ofServices(services);
    traces.ofBalancing(tree);
    traces.ofNetwork(network);
    traces.tell();
    var secrets = new LinkedHashMap<String, SecretValue>();
    SecretResources.of(set).forEach((name, value) -> secrets.put(name, new SecretValue(value)));
    var all = new ArrayList<>(services.members());
    all.addAll(tree.members());
    all.addAll(network.members());
    var standIns = new HashSet<>(networks.elsewhere());
    set.unknowns().all().forEach(u -> standIns.add(u.text()));
    return new Declared(
        Shape.TEMPLATE,
        definitions,
        new Node.Mapping(services.location(), all),
        secrets,
        List.of(),
        notes.lines(),
        set.stacks().stream().map(s -> s.template().source()).distinct().toList(),
        standIns,
        set.confidential());
  }

  private Node.Mapping network(Networks networks, Discovery discovery) {
    var members = new ArrayList<>(networks.members());
    members.addAll(discovery.members());
    return new Node.Mapping(
        Location.startOf(set.stacks().getFirst().template().source().file()), members);
  }

  private List<Declared.Definition> definitions() {
    var casing = new Casing(problems);
    var definitions = new ArrayList<Declared.Definition>();
    for (var resource : set.resources("AWS::ECS::TaskDefinition")) {
      var properties = casing.api(resource.properties());
      var more = new ArrayList<Node.Member>();
      var at = resource.location();
      if (!properties.has("family")) {
        more.add(Nodes.member(at, "family", Nodes.text(at, ResourceNames.family(resource))));
      }
      int revision = set.revision(resource);
      if (revision > 1) {
        more.add(Nodes.member(at, "revision", Nodes.text(at, "" + revision)));
      }
      definitions.add(
          new Declared.Definition(
              ResourceNames.taskDefinitionArn(resource),
              resource.stack().name(),
              resource.id(),
              Nodes.with(
                  new Node.Mapping(at, properties.members()), more.toArray(Node.Member[]::new))));
    }
    return definitions;
  }
}
