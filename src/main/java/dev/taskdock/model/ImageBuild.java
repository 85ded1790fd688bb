package dev.taskdock.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How to build an image that a task names: one entry of `build:` in `taskdock.yaml`.
///
/// @param image what the result is tagged as
/// @param context the folder sent to the engine, as an absolute path
/// @param dockerfile relative to the context
/// @param arguments build arguments
/// @param target the stage to stop at
public record ImageBuild(
    ImageReference image,
    String context,
    String dockerfile,
    Map<String, String> arguments,
    Optional<String> target) {
  public ImageBuild {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }
}
