package dev.taskdock.state;

/// What is known of an image that a task needs; an image nobody asked about is not known.
public sealed interface ImageState {
  /// The engine holds it.
  record Present(String id) implements ImageState {}

  /// It cannot be had.
  ///
  /// @param reason `CannotPullContainerError: …`
  record Missing(String reason) implements ImageState {}
}
