package dev.taskdock.cli;

import dev.taskdock.app.StateFolder;
import dev.taskdock.app.Taskdock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `taskdock prune`: ended tasks and unused networks, removed.
@Command(
    name = "prune",
    description = "Remove ended tasks, networks that nothing uses, and logs older than 7 days.")
final class PruneCommand implements Callable<Integer> {
  private static final Duration KEPT = Duration.ofDays(7);

  private final Terminal terminal;

  PruneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    int logs = StateFolder.logs(System.getenv()).prune(Instant.now().minus(KEPT));
    if (logs > 0) {
      terminal.err().println("removed %d logs older than 7 days".formatted(logs));
    }
    try (var taskdock = Taskdock.open()) {
      int removed = taskdock.prune();
      terminal.err().println("removed " + removed + (removed == 1 ? " container" : " containers"));
      return ExitCode.FINE;
    }
  }
}
