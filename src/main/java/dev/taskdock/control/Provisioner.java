package dev.taskdock.control;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.Environment;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;

/// What a task's containers get from around them: secrets, environment files, the platform's own
/// variables.
public interface Provisioner {
  /// Nothing but what the definition spells out.
  Provisioner NONE =
      new Provisioner() {
        @Override
        public void prepare(TaskId task, TaskDefinition definition) {}

        @Override
        public Environment environment(TaskId task, ContainerDefinition container) {
          return container.environment();
        }
      };

  /// Fetches all that a task needs from elsewhere, once, before any of its containers is made.
  ///
  /// @throws ProvisionException when something cannot be had; the task has then failed to start
  void prepare(TaskId task, TaskDefinition definition);

  /// All variables of a container of a prepared task, those of its image excepted.
  Environment environment(TaskId task, ContainerDefinition container);
}
