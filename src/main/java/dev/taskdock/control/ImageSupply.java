package dev.taskdock.control;

import dev.taskdock.engine.ImageFacts;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;

/// Where images come from: the engine's own store, a registry, or a build.
@FunctionalInterface
public interface ImageSupply {
  /// Makes sure the engine holds an image.
  ///
  /// @throws dev.taskdock.engine.EngineException when it cannot be had
  ImageFacts obtain(ImageReference image, RuntimePlatform platform);
}
