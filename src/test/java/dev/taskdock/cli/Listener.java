package dev.taskdock.cli;

import dev.taskdock.app.RunListener;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what the containers of a run print.
final class Listener implements RunListener {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void printed(LogLine line) {
    lines.add(line.text());
  }

  @Override
  public void turned(Snapshot snapshot) {}

  @Override
  public void progressed(String subject, ImageProgress progress) {}

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
