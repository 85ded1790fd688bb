package dev.taskdock.engine;

import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import java.util.Map;
import java.util.Optional;

/// A container that is asked of the engine.
///
/// @param name the engine-wide name
/// @param platform as in `linux/arm64`, empty for the engine's own
/// @param probe the health probe; where empty the image's own is switched off
public record ContainerSpec(
    String name,
    ImageReference image,
    Optional<String> platform,
    Map<String, String> labels,
    Invocation invocation,
    Environment environment,
    Networking networking,
    Limits limits,
    Optional<Probe> probe,
    Surroundings surroundings) {
  public ContainerSpec {
    labels = Map.copyOf(labels);
  }
}
