package dev.taskdock.model;

import java.util.List;

/// What a deployment brings out: all of a service whose change starts a deployment.
///
/// What stands in [Service] and not here (the desired count, the deployment configuration, the
/// grace period) starts none; it counts from the next decision on.
///
/// Source: UpdateService, which says of each member whether it triggers a deployment.
///
/// @param forced how often `forceNewDeployment` was asked for
public record ServiceRevision(
    TaskDefinition definition, List<ServiceLoadBalancer> loadBalancers, int forced) {
  public ServiceRevision {
    loadBalancers = List.copyOf(loadBalancers);
  }

  /// The first revision of a service.
  public ServiceRevision(TaskDefinition definition, List<ServiceLoadBalancer> loadBalancers) {
    this(definition, loadBalancers, 0);
  }

  /// The same, to be deployed again.
  public ServiceRevision again() {
    return new ServiceRevision(definition, loadBalancers, forced + 1);
  }

  /// The same with another task definition.
  public ServiceRevision with(TaskDefinition other) {
    return new ServiceRevision(other, loadBalancers, forced);
  }

  /// The same with other target groups.
  public ServiceRevision with(List<ServiceLoadBalancer> other) {
    return new ServiceRevision(definition, other, forced);
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
