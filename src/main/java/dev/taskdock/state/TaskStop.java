package dev.taskdock.state;

import dev.taskdock.model.ContainerDefinition;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Why a task is stopping or has stopped: the first thing that made it.
///
/// Derived from what is wanted and known. A task stops when somebody asks, when an essential
/// container is over (with any code, 0 included) or when it could not be started.
///
/// Source: `stopCode` and `stoppedReason` of DescribeTasks; agent rule S4.
public record TaskStop(StopCode code, String reason, Instant at) {
  /// The reason `task` stops, empty while nothing makes it.
  public static Optional<TaskStop> of(WantedTask wanted, Task task) {
    if (wanted.stop().isEmpty() && task.isAllRunning()) {
      return Optional.empty();
    }
    return Stream.of(asked(wanted), sandboxFailed(task), essentialEnded(wanted, task))
        .flatMap(Optional::stream)
        .min(Comparator.comparing(TaskStop::at));
  }

  private static Optional<TaskStop> asked(WantedTask wanted) {
    return wanted.stop().map(s -> new TaskStop(s.code(), s.reason(), s.at()));
  }

  private static Optional<TaskStop> sandboxFailed(Task task) {
    return switch (task.sandbox()) {
      case Sandbox.Failed failure -> Optional.of(becauseOf(failure, task));
      case Sandbox.Removed(var failure, _) -> failure.map(f -> becauseOf(f, task));
      case Sandbox.Absent _, Sandbox.Created _, Sandbox.Ready _ -> Optional.empty();
    };
  }

  private static TaskStop becauseOf(Sandbox.Failed failure, Task task) {
    boolean ran = task.containers().values().stream().anyMatch(TaskStop::startedOnce);
    return new TaskStop(
        ran ? StopCode.INFRASTRUCTURE_HEALTH : StopCode.TASK_FAILED_TO_START,
        failure.reason(),
        failure.at());
  }

  private static Optional<TaskStop> essentialEnded(WantedTask wanted, Task task) {
    return wanted.definition().containers().stream()
        .filter(ContainerDefinition::essential)
        .map(c -> Restart.seen(wanted, task, c.name()))
        .filter(ContainerState.Stopped.class::isInstance)
        .map(ContainerState.Stopped.class::cast)
        .filter(ContainerState.Stopped::isOwn)
        .min(Comparator.comparing(ContainerState.Stopped::at))
        .map(TaskStop::becauseOf);
  }

  private static TaskStop becauseOf(ContainerState.Stopped stopped) {
    return stopped.startedAt().isPresent()
        ? new TaskStop(
            StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited", stopped.at())
        : new TaskStop(
            StopCode.TASK_FAILED_TO_START,
            stopped.reason().orElse("Task failed to start"),
            stopped.at());
  }

  private static boolean startedOnce(ContainerState state) {
    return switch (state) {
      case ContainerState.Running _ -> true;
      case ContainerState.Stopped(_, var startedAt, _, _, _) -> startedAt.isPresent();
      case ContainerState.Absent _, ContainerState.Created _ -> false;
    };
  }
}
