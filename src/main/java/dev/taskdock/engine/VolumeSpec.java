package dev.taskdock.engine;

import java.util.Map;

/// A volume that is asked of the engine: empty, root's, mode 0755.
///
/// @param name the engine-wide name
public record VolumeSpec(String name, Map<String, String> labels) {
  public VolumeSpec {
    labels = Map.copyOf(labels);
  }
}
