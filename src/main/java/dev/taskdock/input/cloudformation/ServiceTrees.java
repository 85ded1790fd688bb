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
  private final Notes notes;

  /// @param balancing whose tree has been made
  ServiceTrees(StackSet set, Balancing balancing, Notes notes) {
    this.set = set;
    this.balancing = balancing;
    this.notes = notes;
  }

  /// An object with the list `services`.
  Node.Mapping tree() {
    var start = Location.startOf(set.stacks().getFirst().template().source().file());
    var services = set.resources("AWS::ECS::Service").stream().map(this::service).toList();
    return new Node.Mapping(
        start, List.of(Nodes.member(start, "services", new Node.Sequence(start, services))));
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
      if (member.name().equals("loadBalancers")) {
        members.add(
            new Node.Member(
                member.name(), member.nameLocation(), attachments(service, member.value())));
      } else if (!NOT_SAID.contains(member.name())) {
        members.add(member);
      }
    }
    return new Node.Mapping(at, members);
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
