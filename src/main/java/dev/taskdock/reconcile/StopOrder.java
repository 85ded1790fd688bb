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
  private static final Set<Verb> MAKING = Set.of(Verb.CREATE, Verb.START, Verb.RESTART);

  private final WantedTask wanted;
  private final Task task;
  private final Observed observed;
  private final Steps steps;

  private StopOrder(WantedTask wanted, Task task, Observed observed, Steps steps) {
    this.wanted = wanted;
    this.task = task;
    this.observed = observed;
    this.steps = steps;
  }

  static void decide(WantedTask wanted, Task task, Observed observed, boolean keep, Steps steps) {
    var order = new StopOrder(wanted, task, observed, steps);
    wanted.definition().containers().forEach(order::container);
    order.sandbox(keep);
  }

  private void container(ContainerDefinition container) {
    if (!(task.container(container.name()) instanceof ContainerState.Running(var engineId, _, _))) {
      return;
    }
    var dependents = dependentsLeft(container.name());
    if (wanted.stop().filter(StopRequest::force).isPresent()) {
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

  private void sandbox(boolean keep) {
    if (task.hasEnded() && !isBeingMade()) {
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

  /// What depends on a container and runs, or is about to.
  private List<ContainerName> dependentsLeft(ContainerName name) {
    return wanted.definition().containers().stream()
        .filter(c -> c.dependencies().stream().anyMatch(d -> d.container().equals(name)))
        .map(ContainerDefinition::name)
        .filter(d ->
            task.container(d).isRunning()
                || isInFlight(Verb.START, d)
                || isInFlight(Verb.RESTART, d))
        .toList();
  }

  /// A start that is under way cannot be taken back: its end is awaited, then it is stopped.
  private boolean isBeingMade() {
    return isInFlight(Verb.CREATE_SANDBOX)
        || isInFlight(Verb.START_SANDBOX)
        || wanted.definition().containers().stream()
            .anyMatch(c -> MAKING.stream().anyMatch(verb -> isInFlight(verb, c.name())));
  }

  private boolean isInFlight(Verb verb) {
    return observed.isInFlight(new Activity(verb, task.id().id()));
  }

  private boolean isInFlight(Verb verb, ContainerName container) {
    return observed.isInFlight(Event.activity(verb, task.id(), container));
  }
}
