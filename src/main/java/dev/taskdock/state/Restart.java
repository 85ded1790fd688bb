package dev.taskdock.state;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.RestartPolicy;

/// Whether a container that has ended is started again, as its `restartPolicy` says.
///
/// While it is, its siblings and its task see it as running: the end of an essential container ends
/// the task only when it is not started again.
///
/// Source: "Restart individual containers", and the agent's restart tracker (rules R1–R9).
public final class Restart {
  private Restart() {}

  /// Whether a container of `task` has ended and is to be started again, at once.
  public static boolean isDue(WantedTask wanted, Task task, ContainerName name) {
    return wanted.stop().isEmpty()
        && task.container(name) instanceof ContainerState.Stopped stopped
        && !task.restarts(name).refused()
        && wanted
            .definition()
            .container(name)
            .flatMap(container -> container.lifecycle().restart())
            .filter(policy -> covers(policy, stopped))
            .isPresent();
  }

  /// What the others see of a container: one that is about to be started again has not ended.
  public static ContainerState seen(WantedTask wanted, Task task, ContainerName name) {
    return task.container(name) instanceof ContainerState.Stopped(var id, var startedAt, _, _, _)
            && isDue(wanted, task, name)
        ? new ContainerState.Running(id.orElseThrow(), startedAt.orElseThrow(), Health.UNKNOWN)
        : task.container(name);
  }

  /// An end of its own with a code that is not ignored, after it has run long enough.
  private static boolean covers(RestartPolicy policy, ContainerState.Stopped stopped) {
    return stopped.engineId().isPresent()
        && stopped.exitCode().isPresent()
        && !policy.ignoredExitCodes().contains(stopped.exitCode().getAsInt())
        && stopped
            .startedAt()
            .filter(since -> !stopped.at().isBefore(since.plus(policy.attemptPeriod())))
            .isPresent();
  }
}
