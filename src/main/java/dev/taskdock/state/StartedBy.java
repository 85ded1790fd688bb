package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceName;

/// On whose behalf a task of a service runs (`startedBy`).
public record StartedBy(ServiceName service, DeploymentId deployment) {
  /// The `group` of the task.
  public String group() {
    return "service:" + service;
  }
}
