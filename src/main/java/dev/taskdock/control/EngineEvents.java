package dev.taskdock.control;

import dev.taskdock.engine.ContainerSnapshot.ProbeStatus;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.Labels;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Event;
import dev.taskdock.state.Health;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Translates what an engine reports into what happened to tasks.
///
/// What happened first decides why a task stopped, so all moments are by our own clock: that of an
/// engine in a virtual machine may be seconds off.
public final class EngineEvents implements Consumer<EngineEvent> {
  /// The signal by which another terminal asks the owner of a task to stop it: sent to the holder,
  /// which ignores it, and heard here as an event of the engine's.
  public static final String STOP_SIGNAL = "USR1";

  /// ECS's words for a container that was killed for memory.
  static final String OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage";

  private static final int SIGKILLED = 137;

  private final Engine engine;
  private final Timeline timeline;
  private final Consumer<TaskId> stopAsked;

  /// @param stopAsked called when another terminal asked for a task to be stopped
  public EngineEvents(Engine engine, Timeline timeline, Consumer<TaskId> stopAsked) {
    this.engine = engine;
    this.timeline = timeline;
    this.stopAsked = stopAsked;
  }

  @Override
  public void accept(EngineEvent event) {
    task(event.labels())
        .ifPresent(task ->
            container(event.labels())
                .ifPresentOrElse(
                    container -> ofContainer(task, container, event), () -> ofHolder(task, event)));
  }

  private void ofContainer(TaskId task, ContainerName container, EngineEvent event) {
    switch (event) {
      case EngineEvent.Died died ->
          timeline.post(
              new Event.ContainerExited(
                  task, container, OptionalInt.of(died.exitCode()), reason(died), timeline.now()));
      case EngineEvent.HealthChanged(var id, _, _, var health) ->
          timeline.post(
              new Event.ContainerHealthChanged(
                  task, container, health(health), output(id, health), timeline.now()));
      case EngineEvent.Started _,
          EngineEvent.OutOfMemory _,
          EngineEvent.Signalled _,
          EngineEvent.Removed _ -> {}
    }
  }

  private void ofHolder(TaskId task, EngineEvent event) {
    switch (event) {
      case EngineEvent.Died _ ->
          timeline.post(
              new Event.SandboxFailed(
                  task,
                  Optional.empty(),
                  "ContainerNetworkingError: the holder of the task's network namespace ended",
                  timeline.now()));
      case EngineEvent.Signalled(_, _, _, var signal) -> {
        if (isStopSignal(signal)) {
          stopAsked.accept(task);
        }
      }
      case EngineEvent.Started _,
          EngineEvent.OutOfMemory _,
          EngineEvent.HealthChanged _,
          EngineEvent.Removed _ -> {}
    }
  }

  /// A process killed by SIGKILL may have been killed for memory; only the engine knows.
  private Optional<String> reason(EngineEvent.Died died) {
    if (died.exitCode() != SIGKILLED) {
      return Optional.empty();
    }
    try {
      return engine.inspect(died.id()).oomKilled() ? Optional.of(OUT_OF_MEMORY) : Optional.empty();
    } catch (EngineException _) {
      return Optional.empty();
    }
  }

  /// What the probe printed that made a container unhealthy.
  private Optional<String> output(String id, ProbeStatus health) {
    if (health != ProbeStatus.UNHEALTHY) {
      return Optional.empty();
    }
    try {
      return engine.inspect(id).probeOutput();
    } catch (EngineException _) {
      return Optional.empty();
    }
  }

  private static boolean isStopSignal(String signal) {
    return signal.equals("10") || signal.equals(STOP_SIGNAL) || signal.equals("SIG" + STOP_SIGNAL);
  }

  private static Health health(ProbeStatus status) {
    return switch (status) {
      case STARTING -> Health.UNKNOWN;
      case HEALTHY -> Health.HEALTHY;
      case UNHEALTHY -> Health.UNHEALTHY;
    };
  }

  private static Optional<TaskId> task(Map<String, String> labels) {
    return Optional.ofNullable(labels.get(Labels.TASK)).filter(TaskId::isValid).map(TaskId::new);
  }

  private static Optional<ContainerName> container(Map<String, String> labels) {
    return Optional.ofNullable(labels.get(Labels.CONTAINER)).map(ContainerName::new);
  }
}
