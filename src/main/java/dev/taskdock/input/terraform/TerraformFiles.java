package dev.taskdock.input.terraform;

import static dev.taskdock.problem.Code.TD7010;

import dev.taskdock.input.ConfidentialReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Shape;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Reads what `terraform show -json` prints.
public final class TerraformFiles {
  private final Source source;
  private final TerraformSetting setting;
  private final Problems problems;
  private final Notes notes = new Notes();

  private TerraformFiles(Source source, TerraformSetting setting, Problems problems) {
    this.source = source;
    this.setting = setting;
    this.problems = problems;
  }

  /// What the plan or state says; empty where there is any error, after telling all of them.
  public static Optional<Declared> read(
      Source source, TerraformSetting setting, Problems problems) {
    var own = new Problems();
    var reading = new TerraformFiles(source, setting, own).read();
    own.all().forEach(problems::add);
    return reading.filter(_ -> !own.hasErrors());
  }

  private Optional<Declared> read() {
    var root =
        ConfidentialReader.read(source, true, problems)
            .filter(Node.Mapping.class::isInstance)
            .map(Node.Mapping.class::cast)
            .map(new LongLines(source)::unquoted);
    return root.flatMap(this::read);
  }

  private Optional<Declared> read(Node.Mapping root) {
    boolean isShown = root.has("planned_values") || root.has("values") || root.has("resources");
    if (!isShown) {
      problems.add(
          Diagnostic.error(TD7010, "neither a plan nor a state of Terraform")
              .at(root.location())
              .because("There is no planned_values, values or resources in it.")
              .fixedBy("terraform show -json PLAN > plan.json, or without PLAN for the state"));
      return Optional.empty();
    }
    var plan = Plan.of(root);
    var references = new References(plan);
    var start = Location.startOf(source.file());
    var definitions = new TaskDefinitions(source, plan, references, setting, notes, problems);
    var declared = definitions.all();
    var balancers = new Balancers(plan, references, notes);
    balancers.read();
    var names = new Names(plan, references, notes);
    names.read();
    var known =
        declared.stream()
            .map(Declared.Definition::arn)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    var services = new Services(plan, references, notes).all(known, balancers, names::service);
    var tree = Tree.at(start).with("services", new Node.Sequence(start, services));
    section(tree, "targetGroups", start, balancers.groupTrees());
    section(tree, "loadBalancers", start, balancers.balancerTrees());
    section(tree, "trustStores", start, balancers.trustStoreTrees());
    new Networks(plan, references, notes)
        .addTo(tree, Networks.Asked.of(services, balancers.balancerTrees()), start);
    names.addTo(tree, start);
    var serviceNames =
        services.stream()
            .flatMap(s -> Nodes.textOf((Node.Mapping) s, "serviceName").stream())
            .collect(Collectors.toSet());
    new Scaling(plan, references, notes).addTo(tree, serviceNames, start);
    new Others(plan, notes).note();
    var sources = new ArrayList<>(List.of(source));
    sources.addAll(definitions.sources());
    return Optional.of(
        new Declared(
            Shape.TERRAFORM,
            declared,
            tree.end(),
            Map.of(),
            List.of(),
            notes.lines(),
            sources,
            Set.of(),
            Set.of()));
  }

  private static void section(
      Tree tree, String name, Location start, Map<String, ? extends Node> members) {
    if (!members.isEmpty()) {
      var section = Tree.at(start);
      members.forEach(section::with);
      tree.with(name, section);
    }
  }

  /// Lines that hold a whole plan: what stands beside a place in them is of something else, a
  /// password for instance, so they are not shown.
  private static final class LongLines {
    private static final int LONG = 400;

    private final List<Boolean> isLong;

    LongLines(Source source) {
      this.isLong = source.text().lines().map(line -> line.length() > LONG).toList();
    }

    Node.Mapping unquoted(Node.Mapping root) {
      return isLong.stream().anyMatch(Predicate.isEqual(true)) ? moved(root) : root;
    }

    private Node.Mapping moved(Node.Mapping object) {
      return new Node.Mapping(
          moved(object.location()),
          object.members().stream()
              .map(m -> new Node.Member(m.name(), moved(m.nameLocation()), moved(m.value())))
              .toList());
    }

    private Node moved(Node node) {
      return switch (node) {
        case Node.Scalar s -> new Node.Scalar(moved(s.location()), s.kind(), s.text());
        case Node.Sequence list ->
            new Node.Sequence(
                moved(list.location()), list.items().stream().map(this::moved).toList());
        case Node.Mapping object -> moved(object);
      };
    }

    private Location moved(Location at) {
      boolean hidden = at.line() > isLong.size() || isLong.get(at.line() - 1);
      return hidden ? at.unquoted() : at;
    }
  }
}
