package dev.taskdock.app;

/// When an image is fetched from its registry.
public enum PullPolicy {
  /// When the engine does not hold it.
  DEFAULT,
  /// Every time.
  ALWAYS,
  /// Never: what the engine does not hold is missing.
  NEVER
}
