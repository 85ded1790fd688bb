package dev.taskdock.engine;

import dev.taskdock.model.Tmpfs;
import java.util.List;

/// The files of a container beside those of its image.
///
/// @param from other containers, all of whose mounts it gets at the same paths
/// @param readOnlyRoot whether everything that is not mounted is read-only
public record Files(List<Mount> mounts, List<From> from, List<Tmpfs> tmpfs, boolean readOnlyRoot) {
  /// Only the image's.
  public static final Files OF_IMAGE = new Files(List.of(), List.of(), List.of(), false);

  /// A container with mounts, by name or id; it must exist when the other one is made.
  ///
  /// @param readOnly whether they may be read only; otherwise each is as in that container
  public record From(String container, boolean readOnly) {}

  public Files {
    mounts = List.copyOf(mounts);
    from = List.copyOf(from);
    tmpfs = List.copyOf(tmpfs);
  }
}
