package dev.taskdock.cli;

import dev.taskdock.app.Taskdock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `taskdock down`: everything of a project, or of all, stopped and removed.
@Command(name = "down", description = "Stop and remove all tasks, or those of one project.")
final class DownCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--project", paramLabel = "NAME", description = "Only this project's.")
  private @Nullable String project;

  @Option(names = "--kill", description = "Kill at once instead of waiting for stopTimeout.")
  private boolean kill;

  DownCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Replicas.down(Optional.ofNullable(project), kill);
    try (var taskdock = Taskdock.open()) {
      var tasks = taskdock.tasks(Optional.ofNullable(project));
      int code = tasks.isEmpty() ? ExitCode.FINE : Stopping.stop(taskdock, tasks, kill, terminal);
      if (code == ExitCode.FINE) {
        // What has labels but is no whole task: the rest of a crash in the middle of a start.
        taskdock.sweepProject(project == null ? "" : project);
      }
      return code;
    }
  }
}
