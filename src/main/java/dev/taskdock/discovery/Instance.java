package dev.taskdock.discovery;

import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRegistry;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Health;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.ServiceTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A task that is registered in a service of Cloud Map.
///
/// @param service the name of the Cloud Map service
/// @param task its id is that of the instance
/// @param healthy what its custom health check says
/// @param attributes what ECS registers beside its address
public record Instance(
    String service,
    TaskId task,
    String address,
    OptionalInt port,
    boolean healthy,
    Map<String, String> attributes) {
  public Instance {
    attributes = Map.copyOf(attributes);
  }

  /// One of which nothing else is known.
  public Instance(String service, TaskId task, String address, OptionalInt port, boolean healthy) {
    this(service, task, address, port, healthy, Map.of());
  }

  /// All that are registered now: a task from the moment it runs until it is to stop. One with
  /// health checks of its own is unhealthy until they have passed.
  ///
  /// Source: "Service discovery" of the ECS developer guide.
  public static List<Instance> of(Observed observed) {
    return observed.services().states().values().stream()
        .flatMap(state ->
            state.tasks().entrySet().stream()
                .filter(e -> isRegistered(e.getValue()))
                .flatMap(e ->
                    state.deployment(e.getValue().deployment()).stream()
                        .flatMap(d -> d.revision().registry().stream())
                        .flatMap(
                            r -> of(observed, e.getKey(), state.name(), e.getValue(), r).stream())))
        .toList();
  }

  static boolean isRegistered(ServiceTask task) {
    return task.has(Milestone.RUNNING) && !task.has(Milestone.LEAVING);
  }

  private static Optional<Instance> of(
      Observed observed,
      TaskId id,
      ServiceName name,
      ServiceTask service,
      ServiceRegistry registry) {
    var task = observed.task(id);
    boolean checked =
        service.wanted().definition().containers().stream()
            .anyMatch(c -> c.essential() && c.healthCheck().isPresent());
    boolean healthy = !checked || task.health(service.wanted()) == Health.HEALTHY;
    return task.sandbox() instanceof Sandbox.Ready(_, var address, _)
        ? Optional.of(
            new Instance(
                registry.service(),
                id,
                address,
                registry.port(),
                healthy,
                Map.of(
                    "ECS_SERVICE_NAME",
                    name.name(),
                    "ECS_TASK_DEFINITION_FAMILY",
                    service.wanted().definition().family().name())))
        : Optional.empty();
  }
}
