package dev.taskdock.state;

/// What a service has taken note of in the life of one of its tasks, so that it is counted and told
/// once.
public enum Milestone {
  /// All of its containers ran; its targets are registered.
  RUNNING,
  /// It counted as healthy.
  HEALTHY,
  /// It failed its health checks, and has not passed them since.
  UNHEALTHY,
  /// It is to stop; its targets are deregistered.
  LEAVING,
  /// Its targets are drained and its containers asked to stop.
  STOPPING,
  /// Nothing of it is left.
  ENDED
}
