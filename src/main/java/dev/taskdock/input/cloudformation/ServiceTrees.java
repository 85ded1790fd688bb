package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.List;

/// The services of all stacks, in the words of CreateService.
final class ServiceTrees {
  /// Properties that CloudFormation has and CreateService has not, or that say nothing here.
  private static final List<String> NOT_SAID =
      List.of("serviceName", "forceNewDeployment", "monitoring");

  private final StackSet set;
  private final Balancing balancing;
  private final Networks networks;
  private final Discovery discovery;
  private final ScalingTrees scaling;
  private final Notes notes;

  /// @param balancing whose tree has been made
  ServiceTrees(
      StackSet set,
      Balancing balancing,
      Networks networks,
      Discovery discovery,
      ScalingTrees scaling,
      Notes notes) {
    this.scaling = scaling;
    this.set = set;
    this.balancing = balancing;
    this.networks = networks;
    this.discovery = discovery;
    this.notes = notes;
  }

  /// An object with the list `services`, and `scalableTargets` where there are any.
  Node.Mapping tree() {
    var start = Location.startOf(set.stacks().getFirst().template().source().file());
    var services = set.resources("AWS::ECS::Service").stream().map(this::service).toList();
    var members = new ArrayList<Node.Member>();
    members.add(Nodes.member(start, "services", new Node.Sequence(start, services)));
    scaling.member().ifPresent(members::add);
    return new Node.Mapping(start, members);
  }

  private Node service(Resource service) {
    var at = service.location();
    var properties = new Casing(set.problems()).api(service.properties());
    var members = new ArrayList<Node.Member>();
    var named = properties.get("serviceName").map(Node::location).orElse(at);
    members.add(Nodes.member(named, "serviceName", Nodes.text(named, service.name("ServiceName"))));
    if (!properties.has("desiredCount")) {
      members.add(Nodes.member(at, "desiredCount", Nodes.text(at, "1")));
    }
    for (var member : properties.members()) {
      if (!NOT_SAID.contains(member.name())) {
        members.add(new Node.Member(member.name(), member.nameLocation(), value(service, member)));
      }
    }
    return new Node.Mapping(at, members);
  }

  private Node value(Resource service, Node.Member member) {
    return switch (member.name()) {
      case "loadBalancers" -> attachments(service, member.value());
      case "networkConfiguration" -> networks.configuration(member.value());
      case "serviceRegistries" -> registries(service, member.value());
      case "serviceConnectConfiguration" -> connect(member.value());
      default -> member.value();
    };
  }

  /// The same with the namespace by its name.
  private Node connect(Node connect) {
    if (!(connect instanceof Node.Mapping object)) {
      return connect;
    }
    var members = new ArrayList<Node.Member>();
    for (var member : object.members()) {
      members.add(member.name().equals("namespace") ? discovery.ofConnect(member) : member);
    }
    return new Node.Mapping(object.location(), members);
  }

  /// Those that are here, by their names.
  private Node registries(Resource service, Node registries) {
    if (!(registries instanceof Node.Sequence list)) {
      return registries;
    }
    var kept = new ArrayList<Node>();
    for (var item : list.items()) {
      if (item instanceof Node.Mapping registry) {
        var arn = Nodes.textOf(registry, "registryArn").orElse("");
        var name = discovery.name(arn);
        name.ifPresentOrElse(
            n -> kept.add(named(registry, n)),
            () ->
                notes.said(
                    service.id() + " is found by no name: its service of Cloud Map is not here"));
      }
    }
    return new Node.Sequence(list.location(), kept);
  }

  private static Node named(Node.Mapping registry, String name) {
    var at = registry.get("registryArn").map(Node::location).orElse(registry.location());
    return Nodes.with(
        Nodes.without(registry, "registryArn"),
        Nodes.member(at, "registryArn", Nodes.text(at, name)));
  }

  /// An attachment whose rules have names in place of ARNs. Without those that are not here: then
  /// every rule is meant that leads to one of its groups.
  private Node withRules(Resource service, Node.Mapping attachment) {
    if (!(attachment.get("advancedConfiguration").orElse(null) instanceof Node.Mapping advanced)) {
      return attachment;
    }
    var members = new ArrayList<Node.Member>();
    for (var member : advanced.members()) {
      if (!member.name().endsWith("ListenerRule")) {
        members.add(member);
        continue;
      }
      var arn = Nodes.textOf(advanced, member.name()).orElse("");
      var name = balancing.ruleName(arn);
      name.ifPresent(n ->
          members.add(
              new Node.Member(
                  member.name(), member.nameLocation(), Nodes.text(member.value().location(), n))));
      if (name.isEmpty()) {
        notes.said("%s of %s is not here: %s".formatted(member.name(), service.id(), arn));
      }
    }
    return Nodes.with(
        Nodes.without(attachment, "advancedConfiguration"),
        Nodes.member(
            advanced.location(),
            "advancedConfiguration",
            new Node.Mapping(advanced.location(), members)));
  }

  /// Those whose target group is run here.
  private Node attachments(Resource service, Node attachments) {
    if (!(attachments instanceof Node.Sequence list)) {
      return attachments;
    }
    var kept = new ArrayList<Node>();
    for (var item : list.items()) {
      var group =
          item instanceof Node.Mapping object
              ? Nodes.textOf(object, "targetGroupArn").orElse("")
              : "";
      if (group.isEmpty() || balancing.has(group)) {
        kept.add(item instanceof Node.Mapping object ? withRules(service, object) : item);
      } else {
        notes.said(
            "%s is behind no load balancer here for %s"
                .formatted(service.id(), group.substring(group.lastIndexOf(':') + 1)));
      }
    }
    return new Node.Sequence(list.location(), kept);
  }
}
