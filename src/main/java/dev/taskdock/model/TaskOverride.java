package dev.taskdock.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What RunTask may change of a definition for one task.
///
/// Source: the `overrides` member of RunTask. An entry point cannot be overridden.
public record TaskOverride(Optional<TaskSize> size, List<Container> containers) {
  /// Changes nothing.
  public static final TaskOverride NONE = new TaskOverride(Optional.empty(), List.of());

  /// What is changed of one container.
  public record Container(
      ContainerName name,
      Optional<List<String>> command,
      Map<String, String> environment,
      Resources resources) {
    public Container {
      command = command.map(List::copyOf);
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /// Names the variables only: people keep credentials in their values.
    @Override
    public String toString() {
      return "Container[%s, %s, %s, %s]".formatted(name, command, environment.keySet(), resources);
    }

    private ContainerDefinition appliedTo(ContainerDefinition container) {
      var own = container.resources();
      return container
          .withInvocation(
              command.map(container.invocation()::withCommand).orElse(container.invocation()))
          .withEnvironment(container.environment().with(environment))
          .withResources(
              new Resources(
                  resources.cpu().or(own::cpu),
                  resources.memory().or(own::memory),
                  resources.memoryReservation().or(own::memoryReservation)));
    }
  }

  public TaskOverride {
    containers = List.copyOf(containers);
  }

  /// The definition as the task will run it.
  public TaskDefinition appliedTo(TaskDefinition definition) {
    UnaryOperator<ContainerDefinition> change =
        container ->
            containers.stream()
                .filter(o -> o.name().equals(container.name()))
                .reduce(container, (c, o) -> o.appliedTo(c), (a, b) -> b);
    return definition.withContainers(change).withSize(size.or(definition::size));
  }
}
