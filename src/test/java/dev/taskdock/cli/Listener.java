package dev.taskdock.cli;

import dev.taskdock.app.RunListener;
import dev.taskdock.logs.LogLine;
import java.util.List;
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
}
