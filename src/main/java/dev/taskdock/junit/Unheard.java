package dev.taskdock.junit;

import dev.taskdock.app.RunListener;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import java.util.Optional;
import java.util.OptionalInt;

/// Nobody listens: a test asks for what it wants to know.
record Unheard() implements RunListener {
  @Override
  public void turned(Snapshot snapshot) {}

  @Override
  public void progressed(String subject, ImageProgress progress) {}

  @Override
  public void printed(LogLine line) {}

  @Override
  public void ended(
      TaskId task, ContainerName container, OptionalInt exitCode, Optional<String> reason) {}

  @Override
  public void listening(TaskId task, Endpoint endpoint) {}

  @Override
  public void silent(TaskId task, Endpoint endpoint) {}

  @Override
  public void portTaken(TaskId task, ContainerName container, String explanation) {}

  @Override
  public void noted(String text) {}
}
