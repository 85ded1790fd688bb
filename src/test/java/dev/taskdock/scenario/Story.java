package dev.taskdock.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.simulation.Transcript;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What came of a world. Moments are counted from its beginning; without an id, its first task is
/// meant.
final class Story implements Consumer<Snapshot> {
  private static final TaskId FIRST = Fixtures.taskId(1);

  private final SimulatedTimeline timeline;
  private final int mostTurns;
  private final Transcript transcript = new Transcript();
  private final List<Turn> turns = new ArrayList<>();
  private boolean over;

  /// A turn of the loop and when it was.
  record Turn(Duration at, Snapshot snapshot) {}

  Story(SimulatedTimeline timeline, int mostTurns) {
    this.timeline = timeline;
    this.mostTurns = mostTurns;
  }

  @Override
  public void accept(Snapshot snapshot) {
    transcript.accept(snapshot);
    turns.add(new Turn(sinceBeginning(timeline.now()), snapshot));
    assertThat(turns.size()).as("the loop spins:\n%s", transcript).isLessThan(mostTurns);
  }

  void over() {
    over = true;
  }

  /// Whether the loop has ended, rather than come to rest.
  boolean isOver() {
    return over;
  }

  List<Turn> turns() {
    return turns;
  }

  Snapshot last() {
    return turns.getLast().snapshot();
  }

  List<String> lines() {
    return transcript.lines();
  }

  Stream<Action> actions() {
    return turns.stream().flatMap(t -> t.snapshot().plan().actions().stream());
  }

  /// When the first action of a kind was begun that something holds of.
  <A extends Action> Duration begun(Class<A> kind, java.util.function.Predicate<A> which) {
    return turns.stream()
        .filter(t ->
            t.snapshot().plan().actions().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .anyMatch(which))
        .map(Turn::at)
        .findFirst()
        .orElseThrow(() -> new AssertionError("never begun:\n" + transcript));
  }

  /// When a container was asked to stop.
  Duration askedToStop(String container) {
    return begun(
        Action.StopContainer.class, a -> a.container().equals(new ContainerName(container)));
  }

  Task task() {
    return task(FIRST);
  }

  Task task(TaskId id) {
    return last().observed().task(id);
  }

  WantedTask wanted(TaskId id) {
    return last().desired().task(id);
  }

  TaskStatus status() {
    return status(FIRST);
  }

  TaskStatus status(TaskId id) {
    return last().observed().status(id, wanted(id));
  }

  /// All statuses in turn, each once as long as it lasts.
  List<TaskStatus> statuses() {
    return statuses(FIRST);
  }

  List<TaskStatus> statuses(TaskId id) {
    var statuses = new ArrayList<TaskStatus>();
    for (var turn : turns) {
      var status = turn.snapshot().observed().status(id, turn.snapshot().desired().task(id));
      if (statuses.isEmpty() || statuses.getLast() != status) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  Health health() {
    return task().health(wanted(FIRST));
  }

  TaskStop stop() {
    return stop(FIRST);
  }

  TaskStop stop(TaskId id) {
    return TaskStop.of(wanted(id), task(id))
        .orElseThrow(() -> new AssertionError("the task does not stop:\n" + transcript));
  }

  ContainerState state(String container) {
    return task().container(new ContainerName(container));
  }

  boolean isRunning(String container) {
    return state(container).isRunning();
  }

  boolean everStarted(String container) {
    return started(state(container)).isPresent();
  }

  Duration startedAt(String container) {
    return started(state(container))
        .map(Story::sinceBeginning)
        .orElseThrow(() -> new AssertionError(container + " never started:\n" + transcript));
  }

  Duration stoppedAt(String container) {
    return sinceBeginning(stopped(container).at());
  }

  OptionalInt exitCode(String container) {
    return stopped(container).exitCode();
  }

  Optional<String> reason(String container) {
    return stopped(container).reason();
  }

  private ContainerState.Stopped stopped(String container) {
    if (state(container) instanceof ContainerState.Stopped stopped) {
      return stopped;
    }
    throw new AssertionError(container + " is " + state(container) + ":\n" + transcript);
  }

  private static Optional<Instant> started(ContainerState state) {
    return switch (state) {
      case ContainerState.Running(_, var at, _) -> Optional.of(at);
      case ContainerState.Stopped(_, var at, _, _, _) -> at;
      case ContainerState.Absent _, ContainerState.Created _ -> Optional.empty();
    };
  }

  private static Duration sinceBeginning(Instant moment) {
    return Duration.between(SimulatedTimeline.BEGINNING, moment);
  }
}
