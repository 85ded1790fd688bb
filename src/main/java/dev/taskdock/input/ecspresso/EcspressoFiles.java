package dev.taskdock.input.ecspresso;

import static dev.taskdock.problem.Code.TD7001;
import static dev.taskdock.problem.Code.TD7033;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Shape;
import dev.taskdock.input.declared.StandIns;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads configurations of ecspresso, and task definitions with its template functions.
public final class EcspressoFiles {
  private static final List<String> KNOWN =
      List.of(
          "region",
          "cluster",
          "service",
          "service_definition",
          "task_definition",
          "timeout",
          "plugins",
          "appspec",
          "codedeploy",
          "filter_command",
          "required_version",
          "verify_cache",
          "ignore",
          "envfile");

  /// Members of what DescribeServices prints that CreateService does not take; ecspresso reads over
  /// them.
  private static final Set<String> DESCRIBED =
      Set.of(
          "clusterArn",
          "createdAt",
          "createdBy",
          "deployments",
          "events",
          "pendingCount",
          "platformFamily",
          "roleArn",
          "runningCount",
          "serviceArn",
          "serviceName",
          "status",
          "taskDefinition",
          "taskSets");

  /// Members whose values change nothing here.
  private static final Set<String> HARMLESS =
      Set.of(
          "family",
          "executionRoleArn",
          "taskRoleArn",
          "logConfiguration",
          "dockerLabels",
          "tags",
          "volumes",
          "secrets",
          "repositoryCredentials",
          "cluster",
          "networkConfiguration",
          "serviceRegistries",
          "targetGroupArn",
          "targetGroups",
          "loadBalancers");

  private final Source first;
  private final EcspressoSetting setting;
  private final Problems problems;
  private final Notes notes = new Notes();
  private final StandIns standIns = new StandIns();
  private final Functions functions;
  private final Map<String, Source> sources = new LinkedHashMap<>();

  private EcspressoFiles(Source first, EcspressoSetting setting, Problems problems) {
    this.first = first;
    this.setting = setting;
    this.problems = problems;
    this.functions = new Functions(setting, standIns, problems);
    sources.put(first.file(), first);
  }

  /// What the configuration says with the files it names; empty where there is any error, after
  /// telling all of them.
  public static Optional<Declared> read(
      Source source, EcspressoSetting setting, Problems problems) {
    var own = new Problems();
    var reading = new EcspressoFiles(source, setting, own).read();
    own.all().forEach(problems::add);
    return reading.filter(_ -> !own.hasErrors());
  }

  private Optional<Declared> read() {
    return tree(first)
        .flatMap(root -> {
          if (!(root instanceof Node.Mapping object)) {
            tell("the file is " + root.described(), root.location(), "", "");
            return Optional.empty();
          }
          if (object.has("task_definition") || object.has("service_definition")) {
            return configuration(object);
          }
          if (object.has("containerDefinitions") || object.has("taskDefinition")) {
            return Optional.of(declared(List.of(definition(object)), nothing()));
          }
          boolean service =
              object.has("loadBalancers")
                  || object.has("desiredCount")
                  || object.has("networkConfiguration")
                  || object.has("deploymentConfiguration");
          tell(
              service ? "a service without a task definition" : "no task definition in the file",
              object.location(),
              "A configuration names both: task_definition and service_definition.",
              service
                  ? "name ecspresso.yml"
                  : "name ecspresso.yml, or the file of a task definition");
          return Optional.empty();
        });
  }

  /// The value of a file in whichever notation, filled in.
  private Optional<Node> tree(Source source) {
    var file = source.file();
    if (file.endsWith(".jsonnet") || file.endsWith(".libsonnet")) {
      return jsonnet(source);
    }
    boolean json = source.text().stripLeading().startsWith("{");
    return GoTemplate.filled(source, functions, problems)
        .flatMap(filled -> json ? filled.json(problems) : filled.yaml(problems));
  }

  private Optional<Node> jsonnet(Source source) {
    var at = Location.startOf(source.file());
    return Jsonnet.evaluated(
            source, setting, (name, arguments) -> functions.call(name, arguments, at), problems)
        .map(evaluated -> {
          evaluated.sources().forEach(s -> sources.put(s.file(), s));
          return filled(evaluated.node());
        });
  }

  /// The texts of a value filled in: jsonnet comes before templates.
  private Node filled(Node node) {
    return switch (node) {
      case Node.Scalar s ->
          new Node.Scalar(
              s.location(),
              s.kind(),
              GoTemplate.filled(s.text(), s.location(), functions, problems));
      case Node.Sequence list ->
          new Node.Sequence(list.location(), list.items().stream().map(this::filled).toList());
      case Node.Mapping object ->
          new Node.Mapping(
              object.location(),
              object.members().stream()
                  .map(m -> new Node.Member(m.name(), m.nameLocation(), filled(m.value())))
                  .toList());
    };
  }

  private Optional<Declared> configuration(Node.Mapping configuration) {
    tellUnknown(configuration);
    plugins(configuration);
    if (configuration.has("codedeploy") || configuration.has("appspec")) {
      notes.notHere("codedeploy", "deployments by CodeDeploy");
    }
    var task = named(configuration, "task_definition");
    var service =
        configuration.has("service_definition")
            ? named(configuration, "service_definition")
            : Optional.<Node.Mapping>empty();
    if (task.isEmpty()) {
      return Optional.empty();
    }
    var definition = definition(task.get());
    var name = Nodes.textOf(configuration, "service");
    if (name.isEmpty() && service.isPresent()) {
      notes.said("no service is named, so there is the task definition alone");
    }
    var tree =
        service
            .filter(_ -> name.isPresent())
            .map(s -> services(configuration, s, definition))
            .orElseGet(this::nothing);
    return Optional.of(declared(List.of(definition), tree));
  }

  private void tellUnknown(Node.Mapping configuration) {
    for (var member : configuration.members()) {
      if (!KNOWN.contains(member.name())) {
        problems.add(
            Diagnostic.warning(TD7033, "unknown member " + Quoted.of(member.name()))
                .at(member.nameLocation())
                .because("ecspresso knows " + String.join(", ", KNOWN) + ".")
                .fixedBy(
                    Nearest.of(member.name(), KNOWN)
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
      }
    }
  }

  /// Learns what the plugins of a configuration ask.
  private void plugins(Node.Mapping configuration) {
    if (!(configuration.get("plugins").orElse(null) instanceof Node.Sequence list)) {
      return;
    }
    for (var item : list.items()) {
      if (!(item instanceof Node.Mapping plugin)) {
        continue;
      }
      var name = Nodes.textOf(plugin, "name").orElse("");
      var prefix = Nodes.textOf(plugin, "func_prefix").orElse("");
      var config =
          plugin.get("config").orElse(null) instanceof Node.Mapping object
              ? object
              : Tree.at(plugin.location()).end();
      if (name.equals("tfstate")) {
        var path = Nodes.textOf(config, "path").map(this::path).filter(Files::isRegularFile);
        var state = path.flatMap(p -> TerraformState.read(p, problems));
        functions.addState(prefix, state);
        if (path.isEmpty()) {
          notes.said(
              "the state of Terraform is not here (%s): stand-ins, or --import ADDRESS=VALUE"
                  .formatted(
                      Nodes.textOf(config, "path")
                          .or(() -> Nodes.textOf(config, "url"))
                          .orElse("no path")));
        }
      } else {
        functions.addPrefixed(prefix);
        notes.said("the plugin %s asks AWS, which is not asked here".formatted(name));
      }
    }
  }

  /// The object in the file that a member names, by itself or by its `path`.
  private Optional<Node.Mapping> named(Node.Mapping configuration, String member) {
    var value = configuration.get(member).filter(v -> !v.isEmpty());
    var path =
        value.flatMap(v ->
            v instanceof Node.Mapping object
                ? Nodes.textOf(object, "path")
                : Nodes.textOf(configuration, member));
    var at = value.map(Node::location).orElse(configuration.location());
    if (path.isEmpty()) {
      tell(
          "no " + member + " in the configuration",
          at,
          "ecspresso: " + member + " is not defined",
          "add " + member + ": FILE");
      return Optional.empty();
    }
    var file = path(path.get());
    if (!Files.isRegularFile(file)) {
      tell(
          "no file " + Quoted.of(path.get()),
          at,
          "Paths in a configuration begin at the folder it lies in.",
          "check the path");
      return Optional.empty();
    }
    var own = new Problems();
    var source = Source.read(file, own);
    own.all().forEach(problems::add);
    return source
        .flatMap(s -> {
          sources.put(s.file(), s);
          return tree(s);
        })
        .flatMap(root -> {
          if (root instanceof Node.Mapping object) {
            return Optional.of(object);
          }
          tell(path.get() + " is " + root.described(), root.location(), "", "");
          return Optional.empty();
        });
  }

  private Path path(String text) {
    try {
      var folder = Path.of(first.file()).getParent();
      return folder == null ? Path.of(text) : folder.resolve(text).normalize();
    } catch (InvalidPathException _) {
      return Path.of("");
    }
  }

  private Declared.Definition definition(Node.Mapping root) {
    var tree = root.get("taskDefinition").orElse(null) instanceof Node.Mapping inner ? inner : root;
    var family = Nodes.textOf(tree, "family").orElse("");
    return new Declared.Definition(family, "ecspresso", family, tree);
  }

  private Node.Mapping services(
      Node.Mapping configuration, Node.Mapping service, Declared.Definition definition) {
    var at = service.location();
    var tree =
        Tree.at(at)
            .with("serviceName", configuration.get("service"))
            .with(
                "taskDefinition",
                Nodes.text(
                    configuration.get("task_definition").map(Node::location).orElse(at),
                    definition.family()));
    if (!service.has("desiredCount")) {
      tree.with("desiredCount", "1");
    }
    for (var member : service.members()) {
      if (!DESCRIBED.contains(member.name())) {
        tree.with(member.name(), member.value());
      }
    }
    var groups = new LinkedHashMap<String, Node>();
    var fronts = new LinkedHashMap<String, Node>();
    for (var attachment : attachments(service)) {
      front(attachment, groups, fronts);
    }
    var start = Location.startOf(first.file());
    var all = Tree.at(start).with("services", new Node.Sequence(at, List.of(tree.end())));
    section(all, "targetGroups", groups, start);
    section(all, "loadBalancers", fronts, start);
    return all.end();
  }

  private static void section(Tree to, String name, Map<String, Node> members, Location at) {
    if (!members.isEmpty()) {
      var section = Tree.at(at);
      members.forEach(section::with);
      to.with(name, section);
    }
  }

  private static List<Node.Mapping> attachments(Node.Mapping service) {
    return service.get("loadBalancers").orElse(null) instanceof Node.Sequence list
        ? list.items().stream()
            .filter(Node.Mapping.class::isInstance)
            .map(Node.Mapping.class::cast)
            .toList()
        : List.of();
  }

  /// A load balancer for a target group that another tool made: on port 80, leading to it alone.
  private void front(Node.Mapping attachment, Map<String, Node> groups, Map<String, Node> fronts) {
    var arn = Nodes.textOf(attachment, "targetGroupArn").orElse("");
    var name = arn.replaceFirst("^arn:[^/]*/", "").replaceFirst("/.*$", "");
    var port = attachment.get("containerPort");
    if (name.isEmpty() || port.isEmpty() || groups.containsKey(name)) {
      return;
    }
    var at = attachment.location();
    groups.put(
        name,
        Tree.at(at)
            .with("Protocol", "HTTP")
            .with("Port", port.get())
            .with("TargetType", "ip")
            .end());
    var forward =
        Tree.at(at).with("Type", "forward").with("TargetGroupArn", Nodes.text(at, arn)).end();
    var listener =
        Tree.at(at)
            .with("Protocol", "HTTP")
            .with("Port", "80")
            .withAll("DefaultActions", List.of(forward))
            .end();
    fronts.put(name, Tree.at(at).withAll("Listeners", List.of(listener)).end());
    notes.said(
        "the target group %s is made elsewhere: a load balancer %s on port 80 leads to it here"
            .formatted(name, name));
  }

  private Node.Mapping nothing() {
    var start = Location.startOf(first.file());
    return Tree.at(start).with("services", new Node.Sequence(start, List.of())).end();
  }

  private Declared declared(List<Declared.Definition> definitions, Node.Mapping tree) {
    tellStandIns(definitions, tree);
    return new Declared(
        Shape.ECSPRESSO,
        definitions,
        tree,
        Map.of(),
        List.of(),
        notes.lines(),
        List.copyOf(sources.values()),
        standIns.texts(),
        Set.of());
  }

  private void tellStandIns(List<Declared.Definition> definitions, Node.Mapping tree) {
    var uses = new ArrayList<StandIns.Use>();
    definitions.forEach(d -> uses.addAll(standIns.uses(d.tree(), HARMLESS)));
    uses.addAll(standIns.uses(tree, HARMLESS));
    // What is not set in the shell has been told.
    uses.removeIf(use -> use.value().what().startsWith("the variable "));
    for (var use : uses) {
      boolean decisive = use.member().equals("image") && setting.exact();
      var what = "a made-up value of " + use.value().what();
      var shortened = what.length() < 72 ? what : what.substring(0, 70) + "…";
      problems.add(
          (decisive ? Diagnostic.error(TD7001, shortened) : Diagnostic.warning(TD7001, shortened))
              .at(use.location())
              .because("It is kept where ecspresso would ask for it, and that is not asked here.")
              .fixedBy("--import '" + use.value().name() + "=VALUE'"));
    }
    var harmless = standIns.others(uses).stream().map(StandIns.One::name).distinct().toList();
    if (!harmless.isEmpty()) {
      notes.said("stood in for, as any value does here: " + String.join(", ", harmless));
    }
  }

  private void tell(String what, Location at, String why, String fix) {
    problems.add(Diagnostic.error(TD7033, what).at(at).because(why).fixedBy(fix));
  }
}
