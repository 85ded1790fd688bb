package dev.taskdock.state;

/// The `healthStatus` of a container or a task.
public enum Health {
  UNKNOWN,
  HEALTHY,
  UNHEALTHY
}
