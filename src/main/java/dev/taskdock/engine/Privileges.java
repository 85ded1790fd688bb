package dev.taskdock.engine;

import dev.taskdock.model.Capabilities;
import java.util.Map;
import java.util.Optional;

/// What a container's processes may do, and which other processes they see.
///
/// @param init whether a small init process is process 1
/// @param kernelParameters by name, of the container's own namespaces
/// @param processesOf the container whose process namespace it joins, empty for one of its own
public record Privileges(
    Capabilities capabilities,
    boolean init,
    Map<String, String> kernelParameters,
    Optional<String> processesOf) {
  /// The engine's own default set.
  public static final Privileges DEFAULT =
      new Privileges(Capabilities.DEFAULT, false, Map.of(), Optional.empty());

  public Privileges {
    kernelParameters = Map.copyOf(kernelParameters);
  }
}
