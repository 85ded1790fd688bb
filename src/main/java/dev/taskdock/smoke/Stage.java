package dev.taskdock.smoke;

import dev.taskdock.app.RunListener;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.probe.Observation;
import dev.taskdock.reconcile.Action;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Event;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Listens to a run that is tested, and remembers it.
final class Stage implements RunListener {
  private static final int MOST_LINES = 10_000;
  private static final int SIGKILLED = 137;

  private final RunListener next;
  private final Object lock = new Object();
  private Optional<Snapshot> latest = Optional.empty();
  private final Map<TaskId, TaskDefinition> definitions = new LinkedHashMap<>();
  private final Map<TaskId, TaskStop> stops = new LinkedHashMap<>();
  private final Map<Part, List<String>> lines = new LinkedHashMap<>();
  private final Map<Part, Ending> endings = new LinkedHashMap<>();
  private final Map<Part, Long> stopping = new HashMap<>();
  private final Map<Part, String> checks = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<TaskId> pardoned = new LinkedHashSet<>();

  /// A container of a task.
  record Part(TaskId task, ContainerName container) {}

  /// How a container ended.
  ///
  /// @param at of [System#nanoTime]
  record Ending(OptionalInt code, Optional<String> reason, long at) {}

  /// @param next is told everything too
  Stage(RunListener next) {
    this.next = next;
  }

  /// What is known now.
  Optional<Snapshot> latest() {
    synchronized (lock) {
      return latest;
    }
  }

  /// Waits until something is so.
  ///
  /// @param until a moment of [System#nanoTime]
  /// @return whether it came to be
  boolean await(BooleanSupplier condition, long until) throws InterruptedException {
    synchronized (lock) {
      for (long left = until - System.nanoTime();
          !condition.getAsBoolean();
          left = until - System.nanoTime()) {
        if (left <= 0) {
          return false;
        }
        lock.wait(Math.max(1, Duration.ofNanos(left).toMillis()));
      }
      return true;
    }
  }

  /// Wakes whoever waits here, because something else has changed.
  void nudge() {
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  /// The definition of a task there is or was.
  Optional<TaskDefinition> definition(TaskId task) {
    synchronized (lock) {
      return Optional.ofNullable(definitions.get(task));
    }
  }

  /// The tasks that ended by themselves, or never started, in that order, with the reason.
  Map<TaskId, TaskStop> failures() {
    synchronized (lock) {
      var failures = new LinkedHashMap<TaskId, TaskStop>();
      stops.forEach((id, stop) -> {
        if (isOwn(stop) && !pardoned.contains(id)) {
          failures.put(id, stop);
        }
      });
      return failures;
    }
  }

  /// From now on the end of a task is no failure: a probe ended it.
  void pardon(TaskId task) {
    synchronized (lock) {
      pardoned.add(task);
    }
  }

  /// How a container of a task ended, empty while it runs.
  Optional<Ending> ending(Part part) {
    synchronized (lock) {
      return Optional.ofNullable(endings.get(part));
    }
  }

  /// All that printed, and what: the first thousands of lines of each.
  Map<Part, List<String>> lines() {
    synchronized (lock) {
      var copy = new LinkedHashMap<Part, List<String>>();
      lines.forEach((part, printed) -> copy.put(part, List.copyOf(printed)));
      return copy;
    }
  }

  /// What health checks printed when they failed last.
  Map<Part, String> failedChecks() {
    synchronized (lock) {
      return new LinkedHashMap<>(checks);
    }
  }

  /// What the run had to say.
  List<String> notes() {
    synchronized (lock) {
      return List.copyOf(notes);
    }
  }

  /// How containers ended that were told to.
  List<Observation.Ended> toldToStop() {
    synchronized (lock) {
      var ended = new ArrayList<Observation.Ended>();
      stopping.forEach((part, since) -> {
        var ending = Optional.ofNullable(endings.get(part));
        var code = ending.map(Ending::code).orElse(OptionalInt.empty());
        ended.add(
            new Observation.Ended(
                part.container(),
                code,
                Duration.ofNanos(ending.map(Ending::at).orElseGet(System::nanoTime) - since),
                ending.isEmpty() || code.orElse(0) == SIGKILLED));
      });
      ended.sort((a, b) -> a.container().compareTo(b.container()));
      return ended;
    }
  }

  @Override
  public void turned(Snapshot snapshot) {
    synchronized (lock) {
      latest = Optional.of(snapshot);
      snapshot
          .desired()
          .tasks()
          .forEach((id, wanted) ->
              Optional.ofNullable(snapshot.observed().tasks().get(id))
                  .ifPresent(task -> learn(id, wanted, task)));
      snapshot.events().forEach(this::happened);
      snapshot.plan().actions().forEach(this::begun);
      lock.notifyAll();
    }
    next.turned(snapshot);
  }

  private void learn(TaskId id, WantedTask wanted, Task task) {
    definitions.put(id, wanted.definition());
    TaskStop.of(wanted, task).ifPresent(stop -> stops.putIfAbsent(id, stop));
  }

  private void happened(Event event) {
    if (event instanceof Event.ContainerHealthChanged(var task, var container, _, var said, _)) {
      said.ifPresent(s -> checks.put(new Part(task, container), s.strip()));
    }
  }

  private void begun(Action action) {
    if (action instanceof Action.StopContainer(var task, var container, _, _, _)) {
      stopping.putIfAbsent(new Part(task, container), System.nanoTime());
    }
  }

  private static boolean isOwn(TaskStop stop) {
    return stop.code() == StopCode.TASK_FAILED_TO_START
        || stop.code() == StopCode.ESSENTIAL_CONTAINER_EXITED
        || stop.code() == StopCode.INFRASTRUCTURE_HEALTH;
  }

  @Override
  public void printed(LogLine line) {
    synchronized (lock) {
      var printed =
          lines.computeIfAbsent(
              new Part(line.source().task(), line.source().container()), _ -> new ArrayList<>());
      if (!line.starts() && !printed.isEmpty()) {
        printed.add(printed.removeLast() + line.text());
      } else if (printed.size() < MOST_LINES) {
        printed.add(line.text());
      } else {
        printed.set(MOST_LINES - 1, line.text());
      }
      lock.notifyAll();
    }
    next.printed(line);
  }

  @Override
  public void ended(
      TaskId task, ContainerName container, OptionalInt code, Optional<String> reason) {
    synchronized (lock) {
      endings.put(new Part(task, container), new Ending(code, reason, System.nanoTime()));
      lock.notifyAll();
    }
    next.ended(task, container, code, reason);
  }

  @Override
  public void noted(String text) {
    synchronized (lock) {
      notes.add(text);
      lock.notifyAll();
    }
    next.noted(text);
  }

  @Override
  public void portTaken(TaskId task, ContainerName container, String explanation) {
    synchronized (lock) {
      notes.add(container + " could not listen: " + explanation);
    }
    next.portTaken(task, container, explanation);
  }

  @Override
  public void progressed(String subject, ImageProgress progress) {
    next.progressed(subject, progress);
  }

  @Override
  public void listening(TaskId task, Endpoint endpoint) {
    next.listening(task, endpoint);
  }

  @Override
  public void silent(TaskId task, Endpoint endpoint, String explanation) {
    next.silent(task, endpoint, explanation);
  }
}
