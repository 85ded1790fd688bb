package dev.taskdock.cli;

import dev.taskdock.app.FoundTask;
import dev.taskdock.app.Taskdock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock stop`: StopTask, from any terminal.
@Command(name = "stop", description = "Stop tasks as StopTask does, and remove what is left.")
final class StopCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "TASK",
      description = "The beginning of a task's id, a family, or a project.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--project", paramLabel = "NAME", description = "Only this project's.")
  private @Nullable String project;

  @Option(names = "--kill", description = "Kill at once instead of waiting for stopTimeout.")
  private boolean kill;

  StopCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (var taskdock = Taskdock.open()) {
      var picker = new TaskPicker(taskdock.tasks(Optional.ofNullable(project)));
      var chosen = new LinkedHashSet<FoundTask>();
      for (var name : names) {
        var named = picker.ofOneProject(name, terminal.err());
        if (named.isEmpty()) {
          terminal.err().println("taskdock: no task " + name + "; `taskdock ps` lists them");
          throw new Rejected();
        }
        chosen.addAll(named);
      }
      // A task of a service is its service's to stop, and to replace.
      var alone = new ArrayList<FoundTask>();
      for (var task : chosen) {
        if (kill || !Replicas.stop(task)) {
          alone.add(task);
        }
      }
      return alone.isEmpty()
          ? ExitCode.FINE
          : Stopping.stop(taskdock, List.copyOf(alone), kill, terminal);
    }
  }
}
