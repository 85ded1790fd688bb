package dev.taskdock.model;

import java.time.Duration;

/// A service as CreateService and UpdateService say it: so many tasks, kept running.
///
/// @param desiredCount how many, 0 or more
/// @param healthCheckGracePeriod how long after its start a task is not held to its health checks
public record Service(
    ServiceName name,
    ServiceRevision revision,
    int desiredCount,
    DeploymentConfiguration deployment,
    Duration healthCheckGracePeriod) {
  public Service {
    if (desiredCount < 0) {
      throw new IllegalArgumentException("fewer than no tasks: " + desiredCount);
    }
  }

  /// A service with all that applies where nothing is said.
  public static Service of(ServiceName name, ServiceRevision revision, int desiredCount) {
    return new Service(
        name, revision, desiredCount, DeploymentConfiguration.DEFAULT, Duration.ZERO);
  }

  /// The same, of other size.
  public Service withDesiredCount(int other) {
    return new Service(name, revision, other, deployment, healthCheckGracePeriod);
  }

  /// The same with another revision, which starts a deployment.
  public Service with(ServiceRevision other) {
    return new Service(name, other, desiredCount, deployment, healthCheckGracePeriod);
  }

  /// The same, replacing its tasks in another way.
  public Service with(DeploymentConfiguration other) {
    return new Service(name, revision, desiredCount, other, healthCheckGracePeriod);
  }

  /// The same with another grace period.
  public Service withGracePeriod(Duration other) {
    return new Service(name, revision, desiredCount, deployment, other);
  }
}
