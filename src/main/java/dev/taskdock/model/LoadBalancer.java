package dev.taskdock.model;

import java.util.List;
import java.util.stream.Stream;

/// An application load balancer.
///
/// @param securityGroups who guards it; empty where no VPC is declared
public record LoadBalancer(
    LoadBalancerName name,
    List<Listener> listeners,
    LoadBalancerAttributes attributes,
    List<GroupId> securityGroups) {
  public LoadBalancer {
    listeners = List.copyOf(listeners);
    securityGroups = List.copyOf(securityGroups);
  }

  /// The target groups that its listeners forward to.
  public List<TargetGroupName> groups() {
    return listeners.stream()
        .flatMap(l ->
            Stream.concat(Stream.of(l.defaultActions()), l.rules().stream().map(r -> r.actions())))
        .map(RuleActions::routing)
        .filter(RuleAction.Forward.class::isInstance)
        .flatMap(forward -> ((RuleAction.Forward) forward).groups().stream())
        .map(RuleAction.Forward.Weighted::group)
        .distinct()
        .toList();
  }

  /// One that no group guards.
  public LoadBalancer(
      LoadBalancerName name, List<Listener> listeners, LoadBalancerAttributes attributes) {
    this(name, listeners, attributes, List.of());
  }
}
