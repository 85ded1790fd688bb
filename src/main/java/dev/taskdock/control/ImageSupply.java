package dev.taskdock.control;

import dev.taskdock.engine.ImageFacts;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.SecretReference;
import java.util.Optional;

/// Where images come from: the engine's own store, a registry, or a build.
@FunctionalInterface
public interface ImageSupply {
  /// Makes sure the engine holds an image.
  ///
  /// @param credentials the secret with the login to its registry, which only a pull needs
  /// @throws dev.taskdock.engine.EngineException when it cannot be had
  /// @throws ProvisionException when the secret cannot, which is the task's `stoppedReason`
  ImageFacts obtain(
      ImageReference image, Optional<SecretReference.Asm> credentials, RuntimePlatform platform);
}
