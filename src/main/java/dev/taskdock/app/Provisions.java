package dev.taskdock.app;

import dev.taskdock.control.Provisioner;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.Environment;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;

/// The variables of a run's containers, from all their sources.
///
/// Who wins, the first first: the platform's own variables, secrets, `environment` with what the
/// command line changed, environment files in the order listed, the image.
///
/// Source: the agent's order of merging (use-environment-file; container.go).
final class Provisions implements Provisioner {
  private final TaskMetadata metadata;

  Provisions(TaskMetadata metadata) {
    this.metadata = metadata;
  }

  @Override
  public void prepare(TaskId task, TaskDefinition definition) {}

  @Override
  public Environment environment(TaskId task, ContainerDefinition container) {
    return metadata.variables(task, container, container.environment());
  }
}
