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
public record TaskOverride(Optional<TaskSize> size, Settings settings, List<Container> containers) {
  /// Changes nothing.
  public static final TaskOverride NONE =
      new TaskOverride(Optional.empty(), Settings.NONE, List.of());

  /// What is changed of the task's options.
  public record Settings(
      Optional<String> taskRole,
      Optional<String> executionRole,
      Optional<Integer> ephemeralStorageGib) {
    /// Changes nothing.
    public static final Settings NONE =
        new Settings(Optional.empty(), Optional.empty(), Optional.empty());

    private TaskOptions appliedTo(TaskOptions options) {
      return new TaskOptions(
          taskRole.or(options::taskRole),
          executionRole.or(options::executionRole),
          options.sharedProcesses(),
          ephemeralStorageGib.orElse(options.ephemeralStorageGib()),
          options.faultInjection(),
          options.tags());
    }
  }

  /// What is changed of one container.
  ///
  /// @param environmentFiles take the place of all those of the definition
  public record Container(
      ContainerName name,
      Optional<List<String>> command,
      Map<String, String> environment,
      Optional<List<String>> environmentFiles,
      Resources resources) {
    public Container {
      command = command.map(List::copyOf);
      environmentFiles = environmentFiles.map(List::copyOf);
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /// Names the variables only: people keep credentials in their values.
    @Override
    public String toString() {
      return "Container[%s, %s, %s, %s, %s]"
          .formatted(name, command, environment.keySet(), environmentFiles, resources);
    }

    private ContainerDefinition appliedTo(ContainerDefinition container) {
      var own = container.resources();
      return container
          .withInvocation(
              command.map(container.invocation()::withCommand).orElse(container.invocation()))
          .withVariables(
              new Variables(
                  container.environment().with(environment),
                  environmentFiles.orElse(container.variables().files()),
                  container.variables().secrets()))
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
    return definition
        .withContainers(change)
        .withSize(size.or(definition::size))
        .withOptions(settings.appliedTo(definition.options()));
  }
}
