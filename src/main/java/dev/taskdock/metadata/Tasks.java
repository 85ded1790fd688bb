package dev.taskdock.metadata;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import java.util.Optional;

/// The tasks whose metadata is served. Asked from many threads.
public interface Tasks {
  /// What is known of a task now, empty where there is no such task.
  Optional<TaskView> task(TaskId id);

  /// The task with this address.
  Optional<TaskView> at(String address);

  /// The task whose credentials have this id.
  Optional<TaskView> credentialed(String credentialsId);

  /// What a running container uses, empty where no sample has come yet.
  Optional<Usage> usage(TaskId task, ContainerName container);
}
