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
    boolean daemon =
        Nodes.textOf(properties, "schedulingStrategy").filter("DAEMON"::equals).isPresent();
    if (!properties.has("desiredCount") && !daemon) {
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
        kept.add(item);
      } else {
        notes.said(
            "%s is behind no load balancer here for %s"
                .formatted(service.id(), group.substring(group.lastIndexOf(':') + 1)));
      }
    }
    return new Node.Sequence(list.location(), kept);
  }
}
