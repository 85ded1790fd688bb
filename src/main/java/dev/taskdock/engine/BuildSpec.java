package dev.taskdock.engine;

import dev.taskdock.model.ImageReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A build that is asked of the engine.
///
/// @param context the folder sent to it, less what its `.dockerignore` names
/// @param dockerfile relative to the context
/// @param platform as in `linux/arm64`, empty for the engine's own
/// @param labels put on the image
public record BuildSpec(
    ImageReference image,
    Path context,
    String dockerfile,
    Map<String, String> arguments,
    Optional<String> target,
    Optional<String> platform,
    Map<String, String> labels) {
  public BuildSpec {
    arguments = Map.copyOf(arguments);
    labels = Map.copyOf(labels);
  }
}
