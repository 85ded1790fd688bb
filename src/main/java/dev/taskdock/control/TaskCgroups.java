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
        public void capCpu(TaskId task, TaskSize size) {}

        @Override
        public void remove(TaskId task) {}
      };

  /// Makes the group of a task, its memory capped, and returns its path as the engine knows it;
  /// empty where that cannot be done.
  Optional<String> create(TaskId task, TaskSize size);

  /// Caps the processor time of the group of a task, which must have been made. Apart from
  /// [#create], because an engine prepares a container inside its group: a quarter of a processor
  /// makes a start take twice as long.
  void capCpu(TaskId task, TaskSize size);

  /// Removes the group of a task, if there is one. Its containers are gone.
  void remove(TaskId task);
}
