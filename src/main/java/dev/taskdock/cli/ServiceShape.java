package dev.taskdock.cli;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.ServiceEvent;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.TaskStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Services as DescribeServices shows them.
final class ServiceShape {
  private ServiceShape() {}

  /// All of them, by name; one that is going away has no desired count any more.
  static List<Map<String, Object>> all(Snapshot snapshot) {
    return snapshot.observed().services().states().entrySet().stream()
        .map(e -> of(snapshot, e.getKey(), e.getValue()))
        .toList();
  }

  private static Map<String, Object> of(Snapshot snapshot, ServiceName name, ServiceState state) {
    var service = Optional.ofNullable(snapshot.desired().services().get(name));
    var shape = new LinkedHashMap<String, Object>();
    shape.put("serviceName", name.name());
    shape.put("status", service.isPresent() ? "ACTIVE" : "DRAINING");
    shape.put("desiredCount", service.map(Service::desiredCount).orElse(0));
    shape.put("runningCount", count(snapshot, state, _ -> true, TaskStatus.RUNNING));
    shape.put("pendingCount", pending(snapshot, state, _ -> true));
    shape.put("taskDefinition", state.primary().revision().definition().familyAndRevision());
    shape.put("steady", state.steady());
    shape.put(
        "deployments",
        state.deployments().stream().map(d -> deployment(snapshot, state, d)).toList());
    shape.put("events", state.events().stream().map(ServiceShape::event).toList());
    return shape;
  }

  private static Map<String, Object> deployment(
      Snapshot snapshot, ServiceState state, Deployment deployment) {
    Predicate<DeploymentId> its = deployment.id()::equals;
    var shape = new LinkedHashMap<String, Object>();
    shape.put("id", deployment.id());
    shape.put("status", deployment.equals(state.primary()) ? "PRIMARY" : "ACTIVE");
    shape.put("taskDefinition", deployment.revision().definition().familyAndRevision());
    shape.put("createdAt", deployment.createdAt());
    shape.put("runningCount", count(snapshot, state, its, TaskStatus.RUNNING));
    shape.put("pendingCount", pending(snapshot, state, its));
    shape.put("rolloutState", deployment.rollout().word());
    shape.put("rolloutStateReason", deployment.rolloutStateReason());
    deployment
        .shift()
        .ifPresent(shift -> {
          shape.put("lifecycleStage", shift.stage());
          shape.put("productionTrafficPercent", shift.percent());
        });
    if (!deployment.hooks().isEmpty()) {
      shape.put(
          "lifecycleHookDetails",
          PausedHooks.details(deployment.hooks(), snapshot.desired().tempo()));
    }
    return shape;
  }

  /// An event as it stands among the `events` of a service.
  static Map<String, Object> event(ServiceEvent event) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("id", event.id());
    shape.put("createdAt", event.createdAt());
    shape.put("message", event.message());
    return shape;
  }

  private static int pending(
      Snapshot snapshot, ServiceState state, Predicate<DeploymentId> deployment) {
    return count(snapshot, state, deployment, TaskStatus.PROVISIONING)
        + count(snapshot, state, deployment, TaskStatus.PENDING)
        + count(snapshot, state, deployment, TaskStatus.ACTIVATING);
  }

  private static int count(
      Snapshot snapshot,
      ServiceState state,
      Predicate<DeploymentId> deployment,
      TaskStatus status) {
    return (int)
        state.tasks().entrySet().stream()
            .filter(e -> deployment.test(e.getValue().deployment()))
            .filter(e -> snapshot.observed().tasks().containsKey(e.getKey()))
            .filter(e -> snapshot.observed().status(e.getKey(), e.getValue().wanted()) == status)
            .count();
  }
}
