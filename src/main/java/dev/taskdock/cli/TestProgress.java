package dev.taskdock.cli;

import dev.taskdock.app.RunListener;
import dev.taskdock.engine.ImageProgress;

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
  public void progressed(String subject, ImageProgress step) {
    progress.show(subject, step);
  }

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
