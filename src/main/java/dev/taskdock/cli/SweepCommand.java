package dev.taskdock.cli;

import dev.taskdock.app.ProjectClaim;
import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What is started when a run ended without cleaning up: by the shell that watches it.
@Command(name = "sweep", hidden = true, description = "Remove all that is left of a run.")
final class SweepCommand implements Callable<Integer> {
  private static final int PATIENCE_SECONDS = 60;
  private static final int ROUNDS = 3;

  @Option(names = "--run", required = true, description = "The run.")
  private String run = "";

  @Option(names = "--unless-up", description = "Leave it alone where this project is looked after.")
  private @Nullable String project;

  @Override
  public Integer call() throws IOException {
    if (project == null) {
      return sweep();
    }
    var code = new AtomicInteger(ExitCode.FINE);
    ProjectClaim.whereNobodyHas(project, System.getenv(), () -> code.set(sweep()));
    return code.get();
  }

  private int sweep() {
    // What ended the run may have been the engine's end; most engines are back within a minute.
    for (int attempt = 0; attempt < PATIENCE_SECONDS; attempt++) {
      try (var taskdock = Taskdock.open()) {
        // What the engine was still making when the run died appears only after a first sweep.
        for (int round = 0; round < ROUNDS && taskdock.sweep(run) > 0; round++) {}
        return ExitCode.FINE;
      } catch (EngineException e) {
        if (!(e.failure() instanceof EngineFailure.Unreachable)) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      }
    }
    return ExitCode.NO_ENGINE;
  }
}
