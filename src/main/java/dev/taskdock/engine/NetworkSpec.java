package dev.taskdock.engine;

import java.util.Map;
import java.util.Optional;

/// A bridge network that is asked of the engine.
///
/// @param subnet in CIDR form, empty to let the engine choose
public record NetworkSpec(String name, Optional<String> subnet, Map<String, String> labels) {
  public NetworkSpec {
    labels = Map.copyOf(labels);
  }
}
