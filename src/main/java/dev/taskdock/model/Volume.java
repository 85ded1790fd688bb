package dev.taskdock.model;

import java.util.Optional;

/// A volume that a task's containers may mount.
public record Volume(String name, Kind kind) {
  /// What is behind it.
  public sealed interface Kind {
    /// Empty at the task's start, gone at its end.
    record TaskScoped() implements Kind {}

    /// A file system of EFS.
    ///
    /// @param rootDirectory `/` when not given
    record Efs(String fileSystemId, String rootDirectory, Optional<String> accessPointId)
        implements Kind {}

    /// A bucket as a file system, through S3 Files.
    ///
    /// @param rootDirectory `/` when not given
    record S3Files(String fileSystemArn, String rootDirectory) implements Kind {}

    /// An EBS volume that RunTask or CreateService chooses: `configuredAtLaunch`.
    record AtLaunch() implements Kind {}
  }
}
