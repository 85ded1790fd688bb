package dev.taskdock.simulation;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The truth about the process of one container, whatever the loop has heard of it.
final class SimulatedProcess {
  private final SimulatedTimeline timeline;
  private final Faults faults;
  private final TaskId task;
  private final ContainerName container;
  private final Behaviour behaviour;
  private final List<Runnable> atEnd = new ArrayList<>();
  private boolean runs;

  SimulatedProcess(
      SimulatedTimeline timeline,
      Faults faults,
      TaskId task,
      ContainerName container,
      Behaviour behaviour) {
    this.timeline = timeline;
    this.faults = faults;
    this.task = task;
    this.container = container;
    this.behaviour = behaviour;
  }

  /// Begins to run, and tells of it.
  void start() {
    runs = true;
    if (behaviour.endsBeforeStartReturns()) {
      behaviour.ending().ifPresent(this::end);
    } else {
      behaviour.ending().ifPresent(ending -> timeline.after(ending.after(), () -> end(ending)));
    }
    timeline.post(new Event.ContainerStarted(task, container, timeline.now()));
    behaviour
        .healths()
        .forEach((after, health) ->
            timeline.after(
                after,
                () -> {
                  if (runs) {
                    timeline.post(
                        new Event.ContainerHealthChanged(task, container, health, timeline.now()));
                  }
                }));
  }

  /// Gets SIGTERM now and SIGKILL after a while; calls back at the end, at once where there is none
  /// to wait for.
  void stop(Duration timeout, Runnable ended) {
    if (!runs) {
      ended.run();
      return;
    }
    atEnd.add(ended);
    behaviour.onTerm().ifPresent(ending -> timeline.after(ending.after(), () -> end(ending)));
    timeline.after(timeout, this::kill);
  }

  /// Gets SIGKILL.
  void kill() {
    end(Ending.BY_KILL);
  }

  private void end(Ending ending) {
    if (!runs) {
      return;
    }
    runs = false;
    var exited =
        new Event.ContainerExited(
            task,
            container,
            OptionalInt.of(ending.exitCode()),
            ending.outOfMemory()
                ? Optional.of("OutOfMemoryError: Container killed due to memory usage")
                : Optional.empty(),
            timeline.now());
    var unheard = faults.delay();
    if (unheard.isZero()) {
      timeline.post(exited);
    } else {
      timeline.after(unheard, () -> timeline.post(exited));
    }
    atEnd.forEach(Runnable::run);
  }
}
