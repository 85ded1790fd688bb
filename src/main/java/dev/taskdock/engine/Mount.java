package dev.taskdock.engine;

/// Something at a path of a container that is not of its image.
///
/// @param path absolute
public record Mount(Source source, String path, boolean readOnly) {
  /// Where it comes from.
  public sealed interface Source {
    /// A volume of the engine's.
    ///
    /// @param seeded whether an empty volume first gets what the image has at the path, with its
    ///   owners and modes; otherwise it stays as it is and hides that
    record OfVolume(String name, boolean seeded) implements Source {}

    /// A folder of the engine's host, which must exist.
    record OfFolder(String path) implements Source {}
  }
}
