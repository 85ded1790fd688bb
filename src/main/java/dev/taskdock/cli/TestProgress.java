package dev.taskdock.cli;

import dev.taskdock.app.RunListener;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import java.util.Optional;
import java.util.OptionalInt;

/// What there is to see while a test goes on: pulls, builds, and where things are.
final class TestProgress implements RunListener, AutoCloseable {
  private final Terminal terminal;
  private final boolean quiet;
  private final ProgressLine progress;

  TestProgress(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
    this.progress = new ProgressLine(terminal.err(), terminal.live() && !quiet, quiet);
  }

  @Override
  public void turned(Snapshot snapshot) {}

  @Override
  public void progressed(String subject, ImageProgress step) {
    progress.show(subject, step);
  }

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
  public void noted(String text) {
    if (!quiet) {
      progress.clear();
      terminal.err().println(text);
    }
  }

  @Override
  public void close() {
    progress.clear();
  }
}
