package dev.taskdock.control;

import dev.taskdock.model.TaskId;
import dev.taskdock.model.TaskSize;
import java.util.Optional;

/// Control groups that cap all containers of a task together, as Fargate does.
public interface TaskCgroups {
  /// None: each container is capped alone.
  TaskCgroups NONE =
      new TaskCgroups() {
        @Override
        public Optional<String> create(TaskId task, TaskSize size) {
          return Optional.empty();
        }

        @Override
        public void remove(TaskId task) {}
      };

  /// Makes the group of a task and returns its path as the engine knows it; empty where that cannot
  /// be done.
  Optional<String> create(TaskId task, TaskSize size);

  /// Removes the group of a task, if there is one. Its containers are gone.
  void remove(TaskId task);
}
