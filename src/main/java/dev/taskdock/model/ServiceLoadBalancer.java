package dev.taskdock.model;

import java.time.Duration;
import java.util.Optional;

/// A target group that a service registers its tasks in.
///
/// Source: CreateService, `loadBalancers[]`.
///
/// @param deregistrationDelay that of the target group, read with it: 0–3600 s
/// @param alternate the target group of every other deployment, as `alternateTargetGroupArn` of the
///   strategies that shift traffic; empty where there is one group alone
/// @param rules what leads to the two groups
public record ServiceLoadBalancer(
    ContainerName container,
    int port,
    TargetGroupName targetGroup,
    Duration deregistrationDelay,
    Optional<TargetGroupName> alternate,
    TrafficRules rules) {
  /// A target group whose rules are not named.
  public ServiceLoadBalancer(
      ContainerName container,
      int port,
      TargetGroupName targetGroup,
      Duration deregistrationDelay,
      Optional<TargetGroupName> alternate) {
    this(container, port, targetGroup, deregistrationDelay, alternate, TrafficRules.UNNAMED);
  }

  /// A target group without an alternate.
  public ServiceLoadBalancer(
      ContainerName container,
      int port,
      TargetGroupName targetGroup,
      Duration deregistrationDelay) {
    this(container, port, targetGroup, deregistrationDelay, Optional.empty());
  }

  /// The same with the two target groups in each other's place.
  public ServiceLoadBalancer swapped() {
    return new ServiceLoadBalancer(
        container,
        port,
        alternate.orElse(targetGroup),
        deregistrationDelay,
        alternate.map(_ -> targetGroup),
        rules);
  }
}
