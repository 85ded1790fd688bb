package dev.taskdock.model;

import java.util.List;
import java.util.Optional;

/// One container of a task definition.
///
/// @param essential whether the task ends when this container does
/// @param ports declared ports; documentation on awsvpc, and what is published to the laptop
/// @param dependencies what has to be true of siblings before this one starts
/// @param healthCheck the definition's own check; an image's HEALTHCHECK does not count
public record ContainerDefinition(
    ContainerName name,
    ImageReference image,
    boolean essential,
    Invocation invocation,
    Environment environment,
    List<PortMapping> ports,
    Resources resources,
    List<Dependency> dependencies,
    Optional<HealthCheck> healthCheck,
    Timeouts timeouts) {
  public ContainerDefinition {
    ports = List.copyOf(ports);
    dependencies = List.copyOf(dependencies);
  }

  /// The same container from another image.
  public ContainerDefinition withImage(ImageReference other) {
    return new ContainerDefinition(
        name,
        other,
        essential,
        invocation,
        environment,
        ports,
        resources,
        dependencies,
        healthCheck,
        timeouts);
  }

  /// The same container with another environment.
  public ContainerDefinition withEnvironment(Environment other) {
    return new ContainerDefinition(
        name,
        image,
        essential,
        invocation,
        other,
        ports,
        resources,
        dependencies,
        healthCheck,
        timeouts);
  }

  /// The same container running something else.
  public ContainerDefinition withInvocation(Invocation other) {
    return new ContainerDefinition(
        name,
        image,
        essential,
        other,
        environment,
        ports,
        resources,
        dependencies,
        healthCheck,
        timeouts);
  }

  /// The same container with other reservations.
  public ContainerDefinition withResources(Resources other) {
    return new ContainerDefinition(
        name,
        image,
        essential,
        invocation,
        environment,
        ports,
        other,
        dependencies,
        healthCheck,
        timeouts);
  }
}
