package dev.taskdock.launch;

import java.util.Optional;
import java.util.Set;

/// Where a container is made.
///
/// @param holderId the holder of its task's namespace
/// @param cgroup the control group that caps its whole task, empty where there is none
/// @param imageVolumes the paths its image declares as volumes
/// @param socketFolder where the engine's host has the folder with the router's socket, empty where
///   the task has no router
public record Place(
    String holderId,
    Optional<String> cgroup,
    Set<String> imageVolumes,
    Terms terms,
    Optional<String> socketFolder) {
  /// A place in a task without a router.
  public Place(String holderId, Optional<String> cgroup, Set<String> imageVolumes, Terms terms) {
    this(holderId, cgroup, imageVolumes, terms, Optional.empty());
  }

  public Place {
    imageVolumes = Set.copyOf(imageVolumes);
  }
}
