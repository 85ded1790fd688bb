package dev.taskdock.state;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of one task.
///
/// @param containers a state for each container of the definition, in file order
/// @param restarts of those that were started again
public record Task(
    TaskId id,
    Sandbox sandbox,
    Map<ContainerName, ContainerState> containers,
    Map<ContainerName, Restarts> restarts,
    Instant createdAt) {
  public Task {
    containers = Collections.unmodifiableMap(new LinkedHashMap<>(containers));
    restarts = Map.copyOf(restarts);
  }

  /// A task nothing has been done for yet.
  public static Task of(TaskId id, WantedTask wanted, Instant createdAt) {
    var containers = new LinkedHashMap<ContainerName, ContainerState>();
    wanted
        .definition()
        .containers()
        .forEach(c -> containers.put(c.name(), new ContainerState.Absent()));
    return new Task(id, new Sandbox.Absent(), containers, Map.of(), createdAt);
  }

  /// The state of one of the task's containers.
  public ContainerState container(ContainerName name) {
    return containers.getOrDefault(name, new ContainerState.Absent());
  }

  /// How often one of the task's containers was started again.
  public Restarts restarts(ContainerName name) {
    return restarts.getOrDefault(name, Restarts.NONE);
  }

  /// Where the task stands, in ECS's words.
  ///
  /// Source: "Task lifecycle" of the ECS developer guide, and the agent's rules S1–S4.
  public TaskStatus status(WantedTask wanted) {
    if (sandbox instanceof Sandbox.Removed) {
      return TaskStatus.STOPPED;
    }
    if (wanted.isDraining()) {
      return TaskStatus.DEACTIVATING;
    }
    if (TaskStop.of(wanted, this).isPresent()) {
      return hasEnded() ? TaskStatus.DEPROVISIONING : TaskStatus.STOPPING;
    }
    return switch (sandbox) {
      case Sandbox.Absent _ -> TaskStatus.PROVISIONING;
      case Sandbox.Created _ -> TaskStatus.PENDING;
      case Sandbox.Ready _ -> hasStarted() ? TaskStatus.RUNNING : TaskStatus.ACTIVATING;
      case Sandbox.Failed _, Sandbox.Removed _ -> TaskStatus.DEPROVISIONING;
    };
  }

  /// Whether every container runs or has already ended.
  public boolean hasStarted() {
    return containers.values().stream().allMatch(c -> c.isRunning() || c.isStopped());
  }

  /// Whether its namespace is there and every container runs: the usual case, and asked so often
  /// that it is worth a short answer.
  public boolean isAllRunning() {
    if (!(sandbox instanceof Sandbox.Ready)) {
      return false;
    }
    for (var state : containers.values()) {
      if (!state.isRunning()) {
        return false;
      }
    }
    return true;
  }

  /// Whether no container runs or will run.
  public boolean hasEnded() {
    return containers.values().stream().noneMatch(ContainerState::isRunning);
  }

  /// The task's health: that of its essential containers with a health check of the definition's
  /// own.
  ///
  /// Source: "Determine Amazon ECS task health using container health checks".
  public Health health(WantedTask wanted) {
    List<Health> checked =
        wanted.definition().containers().stream()
            .filter(ContainerDefinition::essential)
            .filter(c -> c.healthCheck().isPresent())
            .map(c -> healthOf(container(c.name())))
            .toList();
    if (checked.contains(Health.UNHEALTHY)) {
      return Health.UNHEALTHY;
    }
    boolean healthy = !checked.isEmpty() && !checked.contains(Health.UNKNOWN);
    return healthy ? Health.HEALTHY : Health.UNKNOWN;
  }

  /// The code `taskdock run` ends with: that of the essential container that ended first.
  public Optional<ContainerState.Stopped> firstEssentialExit(WantedTask wanted) {
    return wanted.definition().containers().stream()
        .filter(ContainerDefinition::essential)
        .map(c -> container(c.name()))
        .filter(ContainerState.Stopped.class::isInstance)
        .map(ContainerState.Stopped.class::cast)
        .filter(ContainerState.Stopped::isOwn)
        .min((a, b) -> a.at().compareTo(b.at()));
  }

  Task with(Sandbox other) {
    return new Task(id, other, containers, restarts, createdAt);
  }

  /// The same, when nothing of it can come any more: what never ran counts as stopped, without a
  /// code and without a reason, as on ECS.
  Task over(Instant at) {
    var changed = new LinkedHashMap<>(containers);
    changed.replaceAll(
        (_, state) -> state.isStopped() ? state : ContainerState.Stopped.never(state, at));
    return new Task(id, sandbox, changed, restarts, createdAt);
  }

  Task with(ContainerName name, ContainerState state) {
    var changed = new LinkedHashMap<>(containers);
    changed.put(name, state);
    return new Task(id, sandbox, changed, restarts, createdAt);
  }

  Task with(ContainerName name, Restarts other) {
    var changed = new LinkedHashMap<>(restarts);
    changed.put(name, other);
    return new Task(id, sandbox, containers, changed, createdAt);
  }

  private static Health healthOf(ContainerState state) {
    return switch (state) {
      case ContainerState.Running(_, _, var health) -> health;
      case ContainerState.Absent _, ContainerState.Created _, ContainerState.Stopped _ ->
          Health.UNKNOWN;
    };
  }
}
