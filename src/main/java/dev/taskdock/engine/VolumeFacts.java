package dev.taskdock.engine;

import java.util.Map;

/// A volume the engine has.
///
/// @param folder where its files are on the engine's host
public record VolumeFacts(String name, String folder, Map<String, String> labels) {
  public VolumeFacts {
    labels = Map.copyOf(labels);
  }
}
