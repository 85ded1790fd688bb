package dev.taskdock.app;

import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.Service;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TaskDefinition;
import java.util.List;

/// What a run brings to life.
public sealed interface Workload {
  /// Tasks of one definition, side by side, each to its own end.
  record Tasks(TaskDefinition definition, int count) implements Workload {}

  /// Services, kept up until they are asked to go.
  ///
  /// @param front what stands in front of them
  record Services(List<Service> services, Front front) implements Workload {
    public Services {
      services = List.copyOf(services);
      if (services.isEmpty()) {
        throw new IllegalArgumentException("no services");
      }
    }
  }

  /// Load balancers, and the groups in which services register their tasks.
  ///
  /// @param certificates what stands for those that listeners name
  record Front(
      List<LoadBalancer> balancers, List<TargetGroup> groups, KnownCertificates certificates) {
    /// Nothing.
    public static final Front NONE = new Front(List.of(), List.of(), KnownCertificates.NONE);

    public Front {
      balancers = List.copyOf(balancers);
      groups = List.copyOf(groups);
    }
  }

  /// The definitions to begin with; a deployment may bring others.
  default List<TaskDefinition> definitions() {
    return switch (this) {
      case Tasks(var definition, _) -> List.of(definition);
      case Services(var services, _) ->
          services.stream().map(s -> s.revision().definition()).distinct().toList();
    };
  }
}
