package dev.taskdock.app;

import dev.taskdock.model.ImageBuild;
import dev.taskdock.secrets.Supply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What stands on the laptop for things that AWS has.
///
/// @param builds how to build images, for those of a registry
/// @param supply values and files, for those of Parameter Store, Secrets Manager and S3
/// @param volumes folders, for the task's volumes of these names
public record Local(List<ImageBuild> builds, Supply supply, Map<String, Path> volumes) {
  /// Nothing.
  public static final Local NONE = new Local(List.of(), Supply.NONE, Map.of());

  public Local {
    builds = List.copyOf(builds);
    volumes = Map.copyOf(volumes);
  }
}
