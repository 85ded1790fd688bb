package dev.taskdock.state;

import dev.taskdock.model.SecretReference;
import java.util.Optional;

/// What is known of an image that a task needs; an image nobody asked about is not known.
public sealed interface ImageState {
  /// The engine holds it.
  record Present(String id) implements ImageState {}

  /// It cannot be had.
  ///
  /// @param reason `CannotPullContainerError: …`
  /// @param credentials with which it cannot; with others it might
  record Missing(String reason, Optional<SecretReference.Asm> credentials) implements ImageState {}
}
