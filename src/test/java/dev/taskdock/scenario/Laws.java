package dev.taskdock.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Dependency;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Activity.Verb;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Event;
import dev.taskdock.state.Health;
import dev.taskdock.state.ImageState;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Restart;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Consumer;

/// What must hold in every turn of every world, written down again without looking at how the
/// decisions are made.
final class Laws implements Consumer<Snapshot> {
  private final Map<TaskId, TaskStatus> statuses = new HashMap<>();
  private Observed before = Observed.NOTHING;

  @Override
  public void accept(Snapshot snapshot) {
    var known = before.after(snapshot.events());
    var begun = new HashSet<Activity>();
    for (var action : snapshot.plan().actions()) {
      assertThat(begun.add(action.activity())).as("twice in one plan: %s", action).isTrue();
      assertThat(known.inFlight())
          .as("no action twice in flight")
          .doesNotContain(action.activity());
      lawful(action, snapshot);
    }
    snapshot
        .desired()
        .tasks()
        .forEach((id, wanted) -> monotonic(id, snapshot.observed().status(id, wanted)));
    before = snapshot.observed();
  }

  private void monotonic(TaskId id, TaskStatus status) {
    var last = statuses.put(id, status);
    assertThat(last == null || status.compareTo(last) >= 0)
        .as("status of %s went from %s to %s", id, last, status)
        .isTrue();
  }

  private static void lawful(Action action, Snapshot snapshot) {
    switch (action) {
      case Action.PullImage pull -> pulled(pull, snapshot);
      case Action.CreateSandbox create -> goesOn(create.task(), snapshot);
      case Action.StartSandbox start -> goesOn(start.task(), snapshot);
      case Action.CreateContainer create -> created(create, snapshot);
      case Action.StartContainer start -> started(start, snapshot);
      case Action.RestartContainer restart -> restarted(restart, snapshot);
      case Action.GiveUp giveUp -> goesOn(giveUp.task(), snapshot);
      case Action.StopContainer stop -> stopped(stop, snapshot);
      case Action.KillContainer kill ->
          assertThat(snapshot.desired().task(kill.task()).stop())
              .as("killed without force")
              .hasValueSatisfying(s -> assertThat(s.force()).isTrue());
      case Action.CallHook(var call, _) ->
          assertThat(snapshot.desired().services())
              .as("asked for nobody")
              .containsKey(call.service());
      case Action.RemoveSandbox remove -> removed(remove, snapshot);
    }
  }

  private static void pulled(Action.PullImage action, Snapshot snapshot) {
    assertThat(snapshot.observed().images()).doesNotContainKey(action.image());
    assertThat(snapshot.desired().tasks().entrySet())
        .as("nobody needs %s", action.image())
        .anyMatch(e ->
            stop(e.getKey(), snapshot)
                && e.getValue().definition().containers().stream()
                    .anyMatch(c -> c.image().equals(action.image())));
  }

  private static boolean stop(TaskId id, Snapshot snapshot) {
    return TaskStop.of(snapshot.desired().task(id), snapshot.observed().task(id)).isEmpty();
  }

  private static void goesOn(TaskId id, Snapshot snapshot) {
    assertThat(TaskStop.of(snapshot.desired().task(id), snapshot.observed().task(id)))
        .as("nothing is begun in a task that stops")
        .isEmpty();
  }

  private static void created(Action.CreateContainer action, Snapshot snapshot) {
    goesOn(action.task(), snapshot);
    var task = snapshot.observed().task(action.task());
    assertThat(task.sandbox().holder()).hasValue(action.holderId());
    assertThat(snapshot.observed().images())
        .extractingByKey(definition(action.task(), action.container(), snapshot).image())
        .isInstanceOf(ImageState.Present.class);
  }

  private static void restarted(Action.RestartContainer action, Snapshot snapshot) {
    goesOn(action.task(), snapshot);
    var task = snapshot.observed().task(action.task());
    assertThat(task.sandbox()).isInstanceOf(Sandbox.Ready.class);
    assertThat(Restart.isDue(snapshot.desired().task(action.task()), task, action.container()))
        .as("only what its policy covers is started again")
        .isTrue();
  }

  private static void started(Action.StartContainer action, Snapshot snapshot) {
    goesOn(action.task(), snapshot);
    var task = snapshot.observed().task(action.task());
    assertThat(task.sandbox())
        .as("the namespace is ready before any start")
        .isInstanceOf(Sandbox.Ready.class);
    assertThat(task.container(action.container())).isInstanceOf(ContainerState.Created.class);
    assertThat(definition(action.task(), action.container(), snapshot).dependencies())
        .as("conditions of %s", action)
        .allMatch(dependency -> holds(dependency, task));
  }

  private static boolean holds(Dependency dependency, Task task) {
    var state = task.container(dependency.container());
    boolean ended =
        state instanceof ContainerState.Stopped(_, var at, var code, _, _)
            && (at.isPresent() || code.isPresent());
    return switch (dependency.condition()) {
      case START -> state.isRunning() || ended;
      case COMPLETE -> ended;
      case SUCCESS ->
          state instanceof ContainerState.Stopped(_, _, var code, _, _) && code.orElse(-1) == 0;
      case HEALTHY ->
          state instanceof ContainerState.Running(_, _, var health) && health == Health.HEALTHY;
    };
  }

  private static void stopped(Action.StopContainer action, Snapshot snapshot) {
    assertThat(stop(action.task(), snapshot)).as("stopped without a reason").isFalse();
    var task = snapshot.observed().task(action.task());
    WantedTask wanted = snapshot.desired().task(action.task());
    assertThat(action.timeout())
        .isEqualTo(definition(action.task(), action.container(), snapshot).timeouts().stop());
    assertThat(wanted.definition().containers())
        .filteredOn(
            c -> c.dependencies().stream().anyMatch(d -> d.container().equals(action.container())))
        .as("depends on %s, which is asked to stop", action.container())
        .allMatch(c -> isOut(c.name(), task, snapshot));
  }

  private static void removed(Action.RemoveSandbox action, Snapshot snapshot) {
    var task = snapshot.observed().task(action.task());
    assertThat(stop(action.task(), snapshot)).as("removed without a reason").isFalse();
    assertThat(task.containers().keySet())
        .as("the namespace outlives its containers")
        .allMatch(name -> isOut(name, task, snapshot));
    assertThat(action.containers())
        .as("what was made is removed")
        .containsAll(task.containers().values().stream().flatMap(c -> c.id().stream()).toList());
  }

  /// Neither runs nor is about to.
  private static boolean isOut(ContainerName name, Task task, Snapshot snapshot) {
    return !task.container(name).isRunning()
        && !snapshot.observed().isInFlight(Event.activity(Verb.START, task.id(), name));
  }

  private static ContainerDefinition definition(TaskId id, ContainerName name, Snapshot snapshot) {
    return snapshot.desired().task(id).definition().containerNamed(name);
  }
}
