package dev.taskdock.cli;

import dev.taskdock.app.Taskdock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `taskdock prune`: ended tasks and unused networks, removed.
@Command(name = "prune", description = "Remove ended tasks and networks that nothing uses.")
final class PruneCommand implements Callable<Integer> {
  private final Terminal terminal;

  PruneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (var taskdock = Taskdock.open()) {
      int removed = taskdock.prune();
      terminal.err().println("removed " + removed + (removed == 1 ? " container" : " containers"));
      return ExitCode.FINE;
    }
  }
}
