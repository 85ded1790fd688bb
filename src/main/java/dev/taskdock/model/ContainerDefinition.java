package dev.taskdock.model;

import java.util.List;
import java.util.Optional;

/// One container of a task definition.
///
/// @param ports declared ports; documentation on awsvpc, and what is published to the laptop
public record ContainerDefinition(
    ContainerName name,
    ImageReference image,
    Invocation invocation,
    Variables variables,
    List<PortMapping> ports,
    Resources resources,
    Lifecycle lifecycle,
    Storage storage,
    ContainerOptions options,
    Logging logging) {
  public ContainerDefinition {
    ports = List.copyOf(ports);
  }

  /// A container of which nothing but this is known.
  public static ContainerDefinition of(ContainerName name, ImageReference image) {
    return new ContainerDefinition(
        name,
        image,
        Invocation.OF_IMAGE,
        Variables.NONE,
        List.of(),
        Resources.NONE,
        Lifecycle.DEFAULT,
        Storage.OF_IMAGE,
        ContainerOptions.DEFAULT,
        Logging.NONE);
  }

  /// Whether the task ends when this container does.
  public boolean essential() {
    return lifecycle.essential();
  }

  /// What has to be true of siblings before this one starts.
  public List<Dependency> dependencies() {
    return lifecycle.dependencies();
  }

  /// The definition's own check; an image's HEALTHCHECK does not count.
  public Optional<HealthCheck> healthCheck() {
    return lifecycle.healthCheck();
  }

  /// How long others wait for it, and how long it may take to stop.
  public Timeouts timeouts() {
    return lifecycle.timeouts();
  }

  /// The variables that the definition spells out.
  public Environment environment() {
    return variables.environment();
  }

  /// The same container from another image.
  public ContainerDefinition withImage(ImageReference other) {
    return with(other, invocation, variables, resources, lifecycle);
  }

  /// The same container with another environment.
  public ContainerDefinition withEnvironment(Environment other) {
    return withVariables(variables.with(other));
  }

  /// The same container with variables from elsewhere.
  public ContainerDefinition withVariables(Variables other) {
    return with(image, invocation, other, resources, lifecycle);
  }

  /// The same container running something else.
  public ContainerDefinition withInvocation(Invocation other) {
    return with(image, other, variables, resources, lifecycle);
  }

  /// The same container with other reservations.
  public ContainerDefinition withResources(Resources other) {
    return with(image, invocation, variables, other, lifecycle);
  }

  /// The same container with another lifecycle.
  public ContainerDefinition withLifecycle(Lifecycle other) {
    return with(image, invocation, variables, resources, other);
  }

  /// The same container waiting for the start of another, unless it depends on that already or is
  /// it.
  ContainerDefinition after(ContainerName other) {
    boolean waits = dependencies().stream().anyMatch(d -> d.container().equals(other));
    return waits || name.equals(other)
        ? this
        : withLifecycle(lifecycle.with(new Dependency(other, DependencyCondition.START)));
  }

  private ContainerDefinition with(
      ImageReference image,
      Invocation invocation,
      Variables variables,
      Resources resources,
      Lifecycle lifecycle) {
    return new ContainerDefinition(
        name, image, invocation, variables, ports, resources, lifecycle, storage, options, logging);
  }
}
