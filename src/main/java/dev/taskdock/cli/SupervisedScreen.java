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
import java.util.function.Predicate;

/// A run in the background: looks like any other until it is ready, then tells the process that
/// started it and falls silent.
///
/// The word goes over stdout, one line: [#RUNNING] and the ids of the tasks.
final class SupervisedScreen implements RunScreen {
  /// What is said once it is ready.
  static final String RUNNING = "taskdock: running";

  private final Terminal terminal;
  private final TextScreen text;
  private final Predicate<Snapshot> ready;
  private volatile boolean told;

  /// Waits until all tasks run.
  SupervisedScreen(Terminal terminal, TextScreen text) {
    this(terminal, text, SupervisedScreen::allRun);
  }

  /// @param ready what whoever started us waits for
  SupervisedScreen(Terminal terminal, TextScreen text, Predicate<Snapshot> ready) {
    this.terminal = terminal;
    this.text = text;
    this.ready = ready;
  }

  @Override
  public void stopBy(Runnable action) {}

  @Override
  public void turned(Snapshot snapshot) {
    if (told) {
      return;
    }
    text.turned(snapshot);
    if (ready.test(snapshot)) {
      told = true;
      tell(
          RUNNING
              + " "
              + String.join(
                  " ", snapshot.desired().tasks().keySet().stream().map(TaskId::id).toList()));
    }
  }

  private static boolean allRun(Snapshot snapshot) {
    return snapshot.desired().tasks().entrySet().stream()
        .allMatch(e -> {
          var task = snapshot.observed().task(e.getKey());
          return task.status(e.getValue()) == TaskStatus.RUNNING;
        });
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
  public void silent(TaskId task, Endpoint endpoint, String explanation) {}

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
