package dev.taskdock.launch;

import java.util.Optional;
import java.util.Set;

/// Where a container is made.
///
/// @param holderId the holder of its task's namespace
/// @param cgroup the control group that caps its whole task, empty where there is none
/// @param imageVolumes the paths its image declares as volumes
public record Place(
    String holderId, Optional<String> cgroup, Set<String> imageVolumes, Terms terms) {
  public Place {
    imageVolumes = Set.copyOf(imageVolumes);
  }
}
