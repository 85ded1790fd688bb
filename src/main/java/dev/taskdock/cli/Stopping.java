package dev.taskdock.cli;

import dev.taskdock.app.FoundTask;
import dev.taskdock.app.Taskdock;
import dev.taskdock.reconcile.Action;
import java.util.List;

/// Stops tasks and shows how it goes.
final class Stopping {
  private Stopping() {}

  /// Stops tasks; the result is the exit code.
  static int stop(Taskdock taskdock, List<FoundTask> tasks, boolean kill, Terminal terminal)
      throws InterruptedException {
    var observed =
        taskdock.stop(
            tasks,
            kill,
            snapshot ->
                snapshot
                    .plan()
                    .actions()
                    .forEach(action -> {
                      if (action
                          instanceof
                          Action.StopContainer(var task, var container, _, var timeout, _)) {
                        terminal
                            .err()
                            .println(
                                "stopping %s/%s (up to %d s, then SIGKILL)"
                                    .formatted(task.abbreviated(), container, timeout.toSeconds()));
                      }
                    }));
    if (observed.engineLost().isPresent()) {
      terminal
          .err()
          .println("taskdock: the engine does not answer any more: " + observed.engineLost().get());
      return ExitCode.NO_ENGINE;
    }
    tasks.forEach(t -> terminal.err().println(t.task().id().abbreviated() + "  STOPPED"));
    return ExitCode.FINE;
  }
}
