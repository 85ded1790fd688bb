package dev.taskdock.simulation;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// The truth about the process of one container, whatever the loop has heard of it.
final class SimulatedProcess {
  private final SimulatedTimeline timeline;
  private final Faults faults;
  private final TaskId task;
  private final ContainerName container;
  private final Behaviour behaviour;
  private final List<Consumer<Event>> atEnd = new ArrayList<>();
  private boolean started;
  private int lives;
  private Optional<Event> exit = Optional.empty();

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
    live(new Event.ContainerStarted(task, container, timeline.now()));
  }

  /// Begins to run once more, and tells of it.
  void restart() {
    exit = Optional.empty();
    live(new Event.ContainerRestarted(task, container, timeline.now()));
  }

  private void live(Event begun) {
    started = true;
    int life = ++lives;
    if (behaviour.endsBeforeStartReturns()) {
      behaviour.ending().ifPresent(this::end);
    } else {
      behaviour
          .ending()
          .ifPresent(ending -> timeline.after(ending.after(), () -> end(life, ending)));
    }
    timeline.post(begun);
    behaviour
        .healths()
        .forEach((after, health) ->
            timeline.after(
                after,
                () -> {
                  if (runs() && life == lives) {
                    hear(
                        new Event.ContainerHealthChanged(
                            task, container, health, Optional.empty(), timeline.now()));
                  }
                }));
  }

  /// Gets SIGTERM now and SIGKILL after a while; `ended` is told of its end, at once where that has
  /// been.
  void stop(Duration timeout, Consumer<Event> ended) {
    exit.ifPresentOrElse(
        ended,
        () -> {
          atEnd.add(ended);
          behaviour.onTerm().ifPresent(ending -> timeline.after(ending.after(), () -> end(ending)));
          timeline.after(timeout, () -> end(Ending.BY_KILL));
        });
  }

  /// Gets SIGKILL.
  void kill(Consumer<Event> ended) {
    stop(Duration.ZERO, ended);
    end(Ending.BY_KILL);
  }

  private boolean runs() {
    return started && exit.isEmpty();
  }

  private void end(int life, Ending ending) {
    if (life == lives) {
      end(ending);
    }
  }

  private void end(Ending ending) {
    if (!runs()) {
      return;
    }
    var exited =
        new Event.ContainerExited(
            task,
            container,
            OptionalInt.of(ending.exitCode()),
            ending.outOfMemory()
                ? Optional.of("OutOfMemoryError: Container killed due to memory usage")
                : Optional.empty(),
            timeline.now());
    exit = Optional.of(exited);
    hear(exited);
    atEnd.forEach(ended -> ended.accept(exited));
  }

  /// An engine's stream of events may be slower than its answers.
  private void hear(Event event) {
    var unheard = faults.delay();
    if (unheard.isZero()) {
      timeline.post(event);
    } else {
      timeline.after(unheard, () -> timeline.post(event));
    }
  }
}
