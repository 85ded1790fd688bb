package dev.taskdock.model;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A task definition that Fargate would run: awsvpc, Linux, at least one essential container.
///
/// @param revision counted from 1 within the family; 1 where the file does not say
/// @param size the whole task's cap, when the file names one
/// @param containers 1–10, names unique, in file order
/// @param volumes what their mount points name
public record TaskDefinition(
    Family family,
    int revision,
    Optional<TaskSize> size,
    RuntimePlatform platform,
    List<ContainerDefinition> containers,
    List<Volume> volumes,
    TaskOptions options) {
  public TaskDefinition {
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
    if (containers.isEmpty()) {
      throw new IllegalArgumentException("a task definition without containers");
    }
  }

  /// The container called `name`, empty where there is none.
  public Optional<ContainerDefinition> container(ContainerName name) {
    return containers.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /// The container called `name`, which must be one of ours.
  public ContainerDefinition containerNamed(ContainerName name) {
    return container(name).orElseThrow(() -> new IllegalArgumentException("no container " + name));
  }

  /// The container that routes the output of others, empty where none does.
  public Optional<ContainerDefinition> router() {
    return containers.stream().filter(c -> c.logging().router().isPresent()).findFirst();
  }

  /// The same definition in which whoever logs to the router starts after it, so also stops before
  /// it; unless the router waits for others itself.
  ///
  /// Source: the agent's `addFirelensContainerDependency`.
  public TaskDefinition withRouterFirst() {
    return router()
        .filter(r -> r.dependencies().isEmpty())
        .map(r -> withContainers(c -> c.logging().isRouted() ? c.after(r.name()) : c))
        .orElse(this);
  }

  /// Every declared port with the container that declares it, in file order.
  public Stream<PortMapping> ports() {
    return containers.stream().flatMap(c -> c.ports().stream());
  }

  /// The same definition with each container changed.
  public TaskDefinition withContainers(UnaryOperator<ContainerDefinition> change) {
    return new TaskDefinition(
        family,
        revision,
        size,
        platform,
        containers.stream().map(change).toList(),
        volumes,
        options);
  }

  /// The same definition for another processor.
  public TaskDefinition withPlatform(RuntimePlatform other) {
    return new TaskDefinition(family, revision, size, other, containers, volumes, options);
  }

  /// The same definition with another size.
  public TaskDefinition withSize(Optional<TaskSize> other) {
    return new TaskDefinition(family, revision, other, platform, containers, volumes, options);
  }

  /// The same definition with other options.
  public TaskDefinition withOptions(TaskOptions other) {
    return new TaskDefinition(family, revision, size, platform, containers, volumes, other);
  }

  /// `family:revision`, as ECS prints it.
  public String familyAndRevision() {
    return family + ":" + revision;
  }
}
