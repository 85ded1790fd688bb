package dev.taskdock.state;

/// The `lastStatus` of a task, as ECS names its stages. Always derived, see [Task#status].
public enum TaskStatus {
  PROVISIONING,
  PENDING,
  ACTIVATING,
  RUNNING,
  DEACTIVATING,
  STOPPING,
  DEPROVISIONING,
  STOPPED
}
