package dev.taskdock.engine;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A bridge network that is asked of the engine.
///
/// @param subnet in CIDR form, empty to let the engine choose
/// @param mtu bytes a packet may have, empty for the engine's default
public record NetworkSpec(
    String name, Optional<String> subnet, OptionalInt mtu, Map<String, String> labels) {
  public NetworkSpec {
    labels = Map.copyOf(labels);
  }
}
