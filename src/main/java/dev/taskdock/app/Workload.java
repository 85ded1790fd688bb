package dev.taskdock.app;

import dev.taskdock.model.Service;
import dev.taskdock.model.TaskDefinition;
import java.util.List;

/// What a run brings to life.
public sealed interface Workload {
  /// Tasks of one definition, side by side, each to its own end.
  record Tasks(TaskDefinition definition, int count) implements Workload {}

  /// Services, kept up until they are asked to go.
  record Services(List<Service> services) implements Workload {
    public Services {
      services = List.copyOf(services);
      if (services.isEmpty()) {
        throw new IllegalArgumentException("no services");
      }
    }
  }

  /// The definitions to begin with; a deployment may bring others.
  default List<TaskDefinition> definitions() {
    return switch (this) {
      case Tasks(var definition, _) -> List.of(definition);
      case Services(var services) ->
          services.stream().map(s -> s.revision().definition()).distinct().toList();
    };
  }
}
