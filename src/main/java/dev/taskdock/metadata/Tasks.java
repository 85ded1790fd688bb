package dev.taskdock.metadata;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import java.time.Instant;
import java.util.Optional;

/// The tasks whose metadata is served. Asked from many threads.
public interface Tasks {
  /// What is known of a task now, empty where there is no such task.
  Optional<TaskView> task(TaskId id);

  /// The task with this address.
  Optional<TaskView> at(String address);

  /// The task whose credentials have this id.
  Optional<TaskView> credentialed(String credentialsId);

  /// What a running container uses, empty where no sample has come yet. Whoever asks first waits
  /// some seconds for the second sample.
  Optional<Usage> usage(TaskId task, ContainerName container);

  /// Has that begin, so that the samples of several containers are waited for together.
  void follow(TaskId task, ContainerName container);

  /// Until when a service spares a task, empty where it does not.
  Optional<Instant> protectedUntil(TaskId task);

  /// Has the service of a task spare it until then, or no more; returns once that is known.
  ///
  /// @return false where it took too long
  boolean protect(TaskId task, Optional<Instant> until);
}
