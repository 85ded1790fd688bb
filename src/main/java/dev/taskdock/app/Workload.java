package dev.taskdock.app;

import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.Service;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.state.Tempo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a run brings to life.
public sealed interface Workload {
  /// Tasks of one definition, side by side, each to its own end.
  ///
  /// @param network where they lie; empty where nothing is said of it
  record Tasks(TaskDefinition definition, int count, Optional<AwsVpcConfiguration> network)
      implements Workload {
    /// Tasks of which nothing is said where they lie.
    public Tasks(TaskDefinition definition, int count) {
      this(definition, count, Optional.empty());
    }
  }

  /// Services, kept up until they are asked to go.
  ///
  /// @param front what stands in front of them
  /// @param scaling which of them follow scaling policies
  /// @param tempo how fast the scheduler's time runs
  record Services(List<Service> services, Front front, List<ScalableTarget> scaling, Tempo tempo)
      implements Workload {
    public Services {
      scaling = List.copyOf(scaling);
      services = List.copyOf(services);
      if (services.isEmpty()) {
        throw new IllegalArgumentException("no services");
      }
    }

    /// The same with all waits of the service scheduler so many times shorter.
    public Services times(int faster) {
      return new Services(services, front, scaling, tempo.times(faster));
    }
  }

  /// Load balancers, and the groups in which services register their tasks.
  ///
  /// @param balancers the application load balancers
  /// @param networks the network load balancers
  /// @param targets those that are written down, by their group
  /// @param zones the zones of those for which one is written
  /// @param certificates what stands for those that listeners name
  record Front(
      List<LoadBalancer> balancers,
      List<NetworkLoadBalancer> networks,
      List<TargetGroup> groups,
      Map<TargetGroupName, List<TargetId>> targets,
      Map<TargetId, String> zones,
      FrontOptions options,
      KnownCertificates certificates) {
    /// Nothing.
    public static final Front NONE = new Front(List.of(), List.of());

    public Front {
      balancers = List.copyOf(balancers);
      networks = List.copyOf(networks);
      zones = Map.copyOf(zones);
      groups = List.copyOf(groups);
      targets =
          targets.entrySet().stream()
              .collect(
                  Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
    }

    /// Application load balancers alone.
    public Front(
        List<LoadBalancer> balancers,
        List<TargetGroup> groups,
        Map<TargetGroupName, List<TargetId>> targets,
        FrontOptions options,
        KnownCertificates certificates) {
      this(balancers, List.of(), groups, targets, Map.of(), options, certificates);
    }

    /// Where nothing stands for certificates.
    public Front(
        List<LoadBalancer> balancers,
        List<TargetGroup> groups,
        Map<TargetGroupName, List<TargetId>> targets,
        FrontOptions options) {
      this(balancers, groups, targets, options, KnownCertificates.NONE);
    }

    /// The same with other certificates.
    public Front with(KnownCertificates others) {
      return new Front(balancers, networks, groups, targets, zones, options, others);
    }

    /// The same with network load balancers too.
    public Front with(List<NetworkLoadBalancer> all, Map<TargetId, String> known) {
      return new Front(balancers, all, groups, targets, known, options, certificates);
    }

    /// Without targets that are written down.
    public Front(List<LoadBalancer> balancers, List<TargetGroup> groups) {
      this(balancers, groups, Map.of(), FrontOptions.DEFAULT);
    }
  }

  /// The definitions to begin with; a deployment may bring others.
  default List<TaskDefinition> definitions() {
    return switch (this) {
      case Tasks(var definition, _, _) -> List.of(definition);
      case Services(var services, _, _, _) ->
          services.stream().map(s -> s.revision().definition()).distinct().toList();
    };
  }
}
