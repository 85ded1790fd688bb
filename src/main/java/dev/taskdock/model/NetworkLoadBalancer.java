package dev.taskdock.model;

import java.util.List;

/// A network load balancer.
///
/// @param crossZone `load_balancing.cross_zone.enabled`: whether a flow may go to a target of
///   another zone than the one it came in by
/// @param logs whether what TLS listeners do is written down
/// @param securityGroups who guards it; empty where none does
public record NetworkLoadBalancer(
    LoadBalancerName name,
    List<FlowListener> listeners,
    boolean crossZone,
    boolean logs,
    List<GroupId> securityGroups) {
  public NetworkLoadBalancer {
    listeners = List.copyOf(listeners);
    securityGroups = List.copyOf(securityGroups);
  }

  /// The target groups that its listeners forward to.
  public List<TargetGroupName> groups() {
    return listeners.stream()
        .flatMap(l -> l.forward().groups().stream())
        .map(RuleAction.Forward.Weighted::group)
        .distinct()
        .toList();
  }
}
