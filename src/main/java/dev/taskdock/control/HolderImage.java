package dev.taskdock.control;

import dev.taskdock.model.ImageReference;

/// The image of the container that holds a task's namespace.
public interface HolderImage {
  /// Its name, which changes with its recipe.
  ImageReference reference();

  /// Builds it, saying so.
  ///
  /// @throws dev.taskdock.engine.EngineException when it cannot be built
  void build();
}
