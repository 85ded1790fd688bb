package dev.taskdock.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a deployment brings out: all of a service whose change starts a deployment.
///
/// What stands in [Service] and not here (the desired count, the deployment configuration, the
/// grace period) starts none; it counts from the next decision on.
///
/// Source: UpdateService, which says of each member whether it triggers a deployment.
///
/// @param network where its tasks lie; empty where nothing is said of it
/// @param registry where its tasks are registered to be found by name
/// @param connect how its tasks find others, and are found, through Service Connect
/// @param forced how often `forceNewDeployment` was asked for
public record ServiceRevision(
    TaskDefinition definition,
    List<ServiceLoadBalancer> loadBalancers,
    Optional<AwsVpcConfiguration> network,
    Optional<ServiceRegistry> registry,
    Optional<ServiceConnect> connect,
    int forced) {
  public ServiceRevision {
    loadBalancers = List.copyOf(loadBalancers);
  }

  /// The first revision of a service.
  public ServiceRevision(TaskDefinition definition, List<ServiceLoadBalancer> loadBalancers) {
    this(definition, loadBalancers, Optional.empty(), Optional.empty(), Optional.empty(), 0);
  }

  /// The same, to be deployed again.
  public ServiceRevision again() {
    return new ServiceRevision(definition, loadBalancers, network, registry, connect, forced + 1);
  }

  /// The same with another task definition.
  public ServiceRevision with(TaskDefinition other) {
    return new ServiceRevision(other, loadBalancers, network, registry, connect, forced);
  }

  /// The same with other target groups.
  public ServiceRevision with(List<ServiceLoadBalancer> other) {
    return new ServiceRevision(definition, other, network, registry, connect, forced);
  }

  /// The same with its tasks lying elsewhere, and registered elsewhere.
  public ServiceRevision in(
      Optional<AwsVpcConfiguration> other, Optional<ServiceRegistry> otherRegistry) {
    return new ServiceRevision(definition, loadBalancers, other, otherRegistry, connect, forced);
  }

  /// The same with another part in Service Connect.
  public ServiceRevision connecting(Optional<ServiceConnect> other) {
    return new ServiceRevision(definition, loadBalancers, network, registry, other, forced);
  }

  /// The target groups that its tasks may be registered in.
  public Stream<TargetGroupName> groups() {
    return loadBalancers.stream()
        .flatMap(to -> Stream.concat(Stream.of(to.targetGroup()), to.alternate().stream()));
  }

  /// Whether a container that the task ends with has a health check of the definition's own.
  public boolean isChecked() {
    for (var container : definition.containers()) {
      if (container.essential() && container.healthCheck().isPresent()) {
        return true;
      }
    }
    return false;
  }
}
