package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;

/// On whose behalf a task of a service runs (`startedBy`).
///
/// @param revision what the deployment brings out
public record StartedBy(ServiceName service, DeploymentId deployment, ServiceRevision revision) {
  /// The `group` of the task.
  public String group() {
    return "service:" + service;
  }
}
