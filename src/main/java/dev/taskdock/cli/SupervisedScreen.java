package dev.taskdock.cli;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.TaskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/// A run in the background: looks like any other until all tasks run, then tells the process that
/// started it and falls silent.
///
/// The word goes over stdout, one line: [#RUNNING] and the ids of the tasks.
final class SupervisedScreen implements RunScreen {
  /// What is said once all tasks run.
  static final String RUNNING = "taskdock: running";

  private final Terminal terminal;
  private final TextScreen text;
  private volatile boolean told;

  SupervisedScreen(Terminal terminal, TextScreen text) {
    this.terminal = terminal;
    this.text = text;
  }

  @Override
  public void stopBy(Runnable action) {}

  @Override
  public void turned(Snapshot snapshot) {
    if (told) {
      return;
    }
    text.turned(snapshot);
    boolean all =
        snapshot.desired().tasks().entrySet().stream()
            .allMatch(e -> {
              var task = snapshot.observed().task(e.getKey());
              return task.status(e.getValue()) == TaskStatus.RUNNING;
            });
    if (all) {
      told = true;
      tell(
          RUNNING
              + " "
              + String.join(
                  " ", snapshot.desired().tasks().keySet().stream().map(TaskId::id).toList()));
    }
  }

  private void tell(String word) {
    text.close();
    try {
      terminal.out().write((word + "\n").getBytes(StandardCharsets.UTF_8));
      terminal.out().close();
    } catch (IOException _) {
      // Whoever started us is gone; the tasks run all the same.
    }
    terminal.err().close();
  }

  @Override
  public void progressed(String subject, ImageProgress step) {
    if (!told) {
      text.progressed(subject, step);
    }
  }

  @Override
  public void printed(LogLine line) {}

  @Override
  public void ended(
      TaskId task, ContainerName container, OptionalInt code, Optional<String> reason) {
    if (!told) {
      text.ended(task, container, code, reason);
    }
  }

  @Override
  public void listening(TaskId task, Endpoint endpoint) {}

  @Override
  public void silent(TaskId task, Endpoint endpoint) {}

  @Override
  public void portTaken(TaskId task, ContainerName container, String explanation) {
    if (!told) {
      text.portTaken(task, container, explanation);
    }
  }

  @Override
  public void noted(String words) {
    if (!told) {
      text.noted(words);
    }
  }

  @Override
  public void close() {
    if (!told) {
      text.close();
    }
  }
}
