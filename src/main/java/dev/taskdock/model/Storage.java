package dev.taskdock.model;

import java.util.List;

/// The files of a container beside those of its image.
///
/// @param readOnlyRoot whether everything that is no volume is read-only
public record Storage(
    List<MountPoint> mounts,
    List<VolumesFrom> volumesFrom,
    List<Tmpfs> tmpfs,
    boolean readOnlyRoot) {
  /// Only the image's.
  public static final Storage OF_IMAGE = new Storage(List.of(), List.of(), List.of(), false);

  public Storage {
    mounts = List.copyOf(mounts);
    volumesFrom = List.copyOf(volumesFrom);
    tmpfs = List.copyOf(tmpfs);
  }
}
