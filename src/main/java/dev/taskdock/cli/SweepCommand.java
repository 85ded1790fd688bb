package dev.taskdock.cli;

import dev.taskdock.app.Taskdock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What is started when a run ended without cleaning up: by the shell that watches it.
@Command(name = "sweep", hidden = true, description = "Remove all that is left of a run.")
final class SweepCommand implements Callable<Integer> {
  @Option(names = "--run", required = true, description = "The run.")
  private String run = "";

  @Override
  public Integer call() {
    try (var taskdock = Taskdock.open()) {
      // What the engine was still making when the run died appears only after a first sweep.
      for (int round = 0; round < 3 && taskdock.sweep(run) > 0; round++) {}
      return ExitCode.FINE;
    }
  }
}
