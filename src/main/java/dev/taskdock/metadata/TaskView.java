package dev.taskdock.metadata;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Locality;
import dev.taskdock.model.RuntimeId;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of one task at one moment.
///
/// @param pulls when its images were fetched
/// @param attachment its network interface, empty until it has one
/// @param containers what is known beside the state, of each container of the definition
public record TaskView(
    WantedTask wanted,
    Task task,
    Locality locality,
    Pulls pulls,
    Optional<Attachment> attachment,
    Map<ContainerName, ContainerView> containers) {
  public TaskView {
    containers = Map.copyOf(containers);
  }

  /// When the first image was asked for and the last one was there.
  public record Pulls(Optional<Instant> startedAt, Optional<Instant> stoppedAt) {
    /// Nothing was pulled yet.
    public static final Pulls NONE = new Pulls(Optional.empty(), Optional.empty());
  }

  /// The task's network interface.
  ///
  /// @param subnet in CIDR form
  /// @param gateway the address of the subnet's router
  /// @param resolver where names are asked for
  public record Attachment(
      String address, Optional<String> mac, String subnet, String gateway, String resolver) {}

  /// What is known of a container beside its state.
  ///
  /// @param imageId set once the engine has its image
  /// @param detail set once the engine has the container
  /// @param healthSince when its health changed last
  public record ContainerView(
      Optional<String> imageId, Optional<ContainerDetail> detail, Optional<Instant> healthSince) {
    /// Nothing.
    public static final ContainerView UNKNOWN =
        new ContainerView(Optional.empty(), Optional.empty(), Optional.empty());
  }

  TaskDefinition definition() {
    return wanted.definition();
  }

  String arn() {
    return locality.taskArn(task.id());
  }

  RuntimeId runtimeId(ContainerDefinition container) {
    return RuntimeId.of(task.id(), container.name());
  }

  ContainerState state(ContainerDefinition container) {
    return task.container(container.name());
  }

  ContainerView view(ContainerDefinition container) {
    return containers.getOrDefault(container.name(), ContainerView.UNKNOWN);
  }

  /// The containers that documents list: those whose image is there, as the agent has it.
  List<ContainerDefinition> listed() {
    return definition().containers().stream()
        .filter(c -> view(c).imageId().isPresent() || state(c).id().isPresent())
        .toList();
  }

  /// Why the task stops, once something makes it.
  Optional<TaskStop> stop() {
    return TaskStop.of(wanted, task);
  }

  String desiredStatus() {
    return stop().isPresent() ? "STOPPED" : "RUNNING";
  }

  /// The word of the agent for how far a container has come.
  String knownStatus(ContainerDefinition container) {
    return switch (state(container)) {
      case ContainerState.Absent _ -> view(container).imageId().isPresent() ? "PULLED" : "NONE";
      case ContainerState.Created _ -> "CREATED";
      case ContainerState.Running _ -> "RUNNING";
      case ContainerState.Stopped _ -> "STOPPED";
    };
  }

  /// The word of the agent for how far the task has come: as far as the container that lags behind.
  ///
  /// Source: the agent's `updateTaskKnownStatus`.
  String knownStatus() {
    var states = task.containers().values();
    if (states.stream().anyMatch(ContainerState.Absent.class::isInstance)) {
      return "NONE";
    }
    if (states.stream().anyMatch(ContainerState.Created.class::isInstance)) {
      return "CREATED";
    }
    return states.stream().anyMatch(ContainerState::isRunning) ? "RUNNING" : "STOPPED";
  }
}
