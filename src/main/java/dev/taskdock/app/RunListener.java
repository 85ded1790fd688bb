package dev.taskdock.app;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import java.util.Optional;
import java.util.OptionalInt;

/// Told what happens in a run, from several threads. Who implements it hears what it asks for.
public interface RunListener {
  /// A turn of the loop.
  default void turned(Snapshot snapshot) {}

  /// A pull or build got on.
  ///
  /// @param subject the image
  default void progressed(String subject, ImageProgress progress) {}

  /// A container printed something.
  default void printed(LogLine line) {}

  /// A container has ended, and all it printed has been told.
  ///
  /// @param reason set for abnormal ends
  default void ended(
      TaskId task, ContainerName container, OptionalInt exitCode, Optional<String> reason) {}

  /// A declared port is being listened on, so its endpoint answers.
  default void listening(TaskId task, Endpoint endpoint) {}

  /// Nobody gets a connection at a declared port although the task has been running for a while.
  ///
  /// @param explanation what listens there for whom, or instead
  default void silent(TaskId task, Endpoint endpoint, String explanation) {}

  /// A container failed because a sibling holds the port it wanted.
  default void portTaken(TaskId task, ContainerName container, String explanation) {}

  /// Something worth a line.
  default void noted(String text) {}
}
