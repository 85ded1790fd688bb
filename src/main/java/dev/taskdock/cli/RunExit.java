package dev.taskdock.cli;

import dev.taskdock.app.Run;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.problem.Place;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.util.Map;
import java.util.stream.Collectors;

/// How a run ends: its exit code, and what there is to say about tasks that never started.
final class RunExit {
  private RunExit() {}

  /// The exit code: the first task's that did not end with 0.
  static int of(Run.Outcome outcome, Definition definition, Terminal terminal, boolean explain) {
    var lost = outcome.observed().engineLost();
    if (lost.isPresent()) {
      int code = lost(lost.get(), terminal);
      terminal.err().println("  When it is back, `" + stop(outcome) + "` ends what is left.");
      return code;
    }
    return outcome.tasks().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .mapToInt(e -> code(e.getKey(), e.getValue(), outcome, definition, terminal, explain))
        .filter(code -> code != ExitCode.FINE)
        .findFirst()
        .orElse(ExitCode.FINE);
  }

  /// The end of a run whose engine went away.
  ///
  /// @param reason the engine's last words
  static int lost(String reason, Terminal terminal) {
    terminal.err().println("taskdock: the engine does not answer any more: " + reason);
    return ExitCode.NO_ENGINE;
  }

  private static String stop(Run.Outcome outcome) {
    return outcome.tasks().keySet().stream()
        .sorted()
        .map(TaskId::abbreviated)
        .collect(Collectors.joining(" ", "taskdock stop ", ""));
  }

  private static int code(
      TaskId id,
      WantedTask wanted,
      Run.Outcome outcome,
      Definition definition,
      Terminal terminal,
      boolean explain) {
    Task task = outcome.observed().task(id);
    var stop = TaskStop.of(wanted, task);
    if (stop.filter(s -> s.code() == StopCode.TASK_FAILED_TO_START).isPresent()) {
      if (explain) {
        wanted.definition().containers().forEach(c -> explain(c, task, definition, terminal));
      }
      return ExitCode.NOT_STARTED;
    }
    // An essential container that ended without a code was lost: that is no success.
    return task.firstEssentialExit(wanted)
        .map(s -> s.exitCode().orElse(ExitCode.FAILED))
        .orElse(ExitCode.FINE);
  }

  /// What helps where an image could not be pulled.
  ///
  /// @param reason the engine's words
  static String advice(String reason, String container) {
    return reason.contains("no space left on device")
        ? "free some: `taskdock prune` removes ended tasks, `docker system prune` unused images;"
            + " `taskdock doctor` says how much there is"
        : "run another image in its place: --image "
            + container
            + "=mine:dev, or build it: a `build:` section in taskdock.yaml";
  }

  /// Points at the image of a container that never started: what most often is the cause.
  private static void explain(
      ContainerDefinition container, Task task, Definition definition, Terminal terminal) {
    if (!(task.container(container.name())
            instanceof ContainerState.Stopped(_, var startedAt, _, var reason, _))
        || startedAt.isPresent()) {
      return;
    }
    boolean pull = reason.filter(r -> r.startsWith("CannotPull")).isPresent();
    var place = Place.container(container.name().name()).then("image");
    definition
        .origins()
        .of(place)
        .filter(_ -> pull)
        .ifPresent(l -> {
          terminal.err().println("  at " + l + ": " + container.image());
          terminal.err().println("  fix  " + advice(reason.orElse(""), container.name().name()));
        });
  }
}
