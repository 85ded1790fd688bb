package dev.taskdock.app;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A task found by its labels, as the same two values a run holds of it.
///
/// @param wanted as far as labels tell: names, images, what is essential, what depends on what; of
///   a container that is not made yet no more than that
/// @param endpoints where its declared ports are reachable from the laptop
/// @param holder the container that holds its namespace, if that is still there
/// @param containers what the engine says of each container
public record FoundTask(
    Task task,
    WantedTask wanted,
    String project,
    String run,
    String file,
    List<Endpoint> endpoints,
    Optional<ContainerSnapshot> holder,
    Map<ContainerName, ContainerSnapshot> containers) {
  /// Stands for an image that no label tells.
  public static final ImageReference UNKNOWN_IMAGE = new ImageReference("unknown");

  public FoundTask {
    endpoints = List.copyOf(endpoints);
    containers = Map.copyOf(containers);
  }

  /// The same, seen to have come this far.
  FoundTask with(Task other) {
    return new FoundTask(other, wanted, project, run, file, endpoints, holder, containers);
  }

  /// When its first container was made.
  public Instant createdAt() {
    return task.createdAt();
  }

  /// `family:revision`.
  public String definition() {
    return wanted.definition().familyAndRevision();
  }
}
