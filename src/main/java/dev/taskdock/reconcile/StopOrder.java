package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Activity.Verb;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Event;
import dev.taskdock.state.Observed;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What may be stopped now of a task that is to end, and when its namespace goes.
///
/// A container is asked to stop once every container that depends on it has stopped; what nothing
/// depends on stops at once, each with its own stopTimeout. Containers that never ran get no
/// signal. The namespace is the last to go.
///
/// Source: the agent's `verifyShutdownOrder`; rules X2–X7.
final class StopOrder {
  private static final Set<Verb> MAKING = Set.of(Verb.CREATE, Verb.START);

  private StopOrder() {}

  static void decide(WantedTask wanted, Task task, Observed observed, boolean keep, Steps steps) {
    boolean force = wanted.stop().filter(StopRequest::force).isPresent();
    for (var container : wanted.definition().containers()) {
      if (task.container(container.name()) instanceof ContainerState.Running(var id, _, _)) {
        stop(wanted, task, container, id, force, steps);
      }
    }
    if (task.hasEnded() && !isBeingMade(wanted, task, observed)) {
      steps.add(
          new Action.RemoveSandbox(
              task.id(),
              task.sandbox().holder(),
              task.containers().values().stream()
                  .map(ContainerState::id)
                  .flatMap(Optional::stream)
                  .toList(),
              keep,
              "all of its containers have stopped"));
    }
  }

  private static void stop(
      WantedTask wanted,
      Task task,
      ContainerDefinition container,
      String engineId,
      boolean force,
      Steps steps) {
    var dependents = runningDependents(wanted, task, container.name());
    if (force) {
      steps.add(
          new Action.KillContainer(task.id(), container.name(), engineId, "it was asked twice"));
    } else if (dependents.isEmpty()) {
      steps.add(
          new Action.StopContainer(
              task.id(),
              container.name(),
              engineId,
              container.timeouts().stop(),
              "nothing that runs depends on it"));
    } else {
      steps.hold(task.id(), container.name(), new Waiting.ForDependents(dependents));
    }
  }

  private static List<ContainerName> runningDependents(
      WantedTask wanted, Task task, ContainerName name) {
    return wanted.definition().containers().stream()
        .filter(c -> c.dependencies().stream().anyMatch(d -> d.container().equals(name)))
        .map(ContainerDefinition::name)
        .filter(dependent -> task.container(dependent).isRunning())
        .toList();
  }

  /// A start that is under way cannot be taken back: its end is awaited, then it is stopped.
  private static boolean isBeingMade(WantedTask wanted, Task task, Observed observed) {
    boolean sandbox =
        observed.isInFlight(new Activity(Verb.CREATE_SANDBOX, task.id().id()))
            || observed.isInFlight(new Activity(Verb.START_SANDBOX, task.id().id()));
    return sandbox
        || wanted.definition().containers().stream()
            .anyMatch(c ->
                MAKING.stream()
                    .anyMatch(v -> observed.isInFlight(Event.activity(v, task.id(), c.name()))));
  }
}
