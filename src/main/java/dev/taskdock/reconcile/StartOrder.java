package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.VolumesFrom;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.ImageState;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Restart;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// What may be made and started now for a task that is to run.
///
/// The namespace comes first; a container may be made as soon as its holder exists, and starts once
/// the packet rules are in place and every `dependsOn` holds. Whatever nothing orders goes at once.
/// An image is fetched only when its container's turn has come.
///
/// Source: agent rules D1–D6 (conditions gate pull and start) and N4 (namespace before anything);
/// D8: the source of volumes is made first.
final class StartOrder {
  private final WantedTask wanted;
  private final Task task;
  private final Observed observed;
  private final Instant now;
  private final Steps steps;

  private StartOrder(WantedTask wanted, Task task, Observed observed, Instant now, Steps steps) {
    this.wanted = wanted;
    this.task = task;
    this.observed = observed;
    this.now = now;
    this.steps = steps;
  }

  static void decide(WantedTask wanted, Task task, Observed observed, Instant now, Steps steps) {
    var order = new StartOrder(wanted, task, observed, now, steps);
    order.sandbox();
    wanted.definition().containers().forEach(order::container);
  }

  private void sandbox() {
    switch (task.sandbox()) {
      case Sandbox.Absent _ ->
          steps.add(new Action.CreateSandbox(task.id(), "the namespace comes first"));
      case Sandbox.Created(var holder) ->
          steps.add(new Action.StartSandbox(task.id(), holder, "its holder exists"));
      case Sandbox.Ready _, Sandbox.Failed _, Sandbox.Removed _ -> {}
    }
  }

  private void container(ContainerDefinition container) {
    switch (task.container(container.name())) {
      case ContainerState.Absent _ -> absent(container);
      case ContainerState.Created(var id) -> created(container, id);
      case ContainerState.Stopped stopped -> stopped(container, stopped);
      case ContainerState.Running _ -> {}
    }
  }

  /// Nothing is waited for: what others wait for held when it started first.
  private void stopped(ContainerDefinition container, ContainerState.Stopped stopped) {
    if (Restart.isDue(wanted, task, container.name())) {
      steps.add(
          new Action.RestartContainer(
              task.id(),
              container.name(),
              stopped.engineId().orElseThrow(),
              "its restart policy covers exit code " + stopped.exitCode().orElseThrow()));
    }
  }

  private void absent(ContainerDefinition container) {
    var credentials = container.options().credentials();
    // What others could not have without its credentials, it may.
    var image =
        Optional.ofNullable(observed.images().get(container.image()))
            .filter(state ->
                !(state instanceof ImageState.Missing(_, var tried)) || tried.equals(credentials));
    if (image.isPresent()) {
      switch (image.get()) {
        case ImageState.Present _ -> make(container);
        case ImageState.Missing(var reason, _) ->
            steps.add(
                new Action.GiveUp(
                    task.id(), container.name(), OptionalInt.empty(), reason, "it has no image"));
      }
    } else if (isClear(container)) {
      steps.add(
          new Action.PullImage(
              container.image(),
              credentials,
              wanted.definition().platform(),
              container.name() + " is next to start"));
      steps.hold(task.id(), container.name(), new Waiting.ForImage(container.image()));
    }
  }

  private void make(ContainerDefinition container) {
    var unmade = unmadeSource(container);
    if (unmade.isPresent()) {
      steps.hold(task.id(), container.name(), new Waiting.ForVolumes(unmade.get()));
      return;
    }
    task.sandbox()
        .holder()
        .ifPresentOrElse(
            holder ->
                steps.add(
                    new Action.CreateContainer(
                        task.id(), container.name(), holder, "its image is there")),
            () -> steps.hold(task.id(), container.name(), new Waiting.ForSandbox()));
  }

  /// The first sibling it gets volumes from that does not exist yet; it need not run.
  private Optional<ContainerName> unmadeSource(ContainerDefinition container) {
    return container.storage().volumesFrom().stream()
        .map(VolumesFrom::source)
        .filter(source -> task.container(source) instanceof ContainerState.Absent)
        .findFirst();
  }

  private void created(ContainerDefinition container, String engineId) {
    if (!isClear(container)) {
      return;
    }
    if (task.sandbox() instanceof Sandbox.Ready) {
      steps.add(
          new Action.StartContainer(
              task.id(), container.name(), engineId, Dependencies.because(container)));
    } else {
      steps.hold(task.id(), container.name(), new Waiting.ForSandbox());
    }
  }

  /// Whether nothing in `dependsOn` is in the way; if something is, it is held or given up. What
  /// can never hold counts before what may still come, in whatever order they are written.
  private boolean isClear(ContainerDefinition container) {
    Optional<Waiting> waiting = Optional.empty();
    for (var dependency : container.dependencies()) {
      switch (Dependencies.judge(wanted, task, container, dependency, now)) {
        case Dependencies.Verdict.Holds _ -> {}
        case Dependencies.Verdict.Waits(var until) -> {
          until.ifPresent(steps::wakeAt);
          var first =
              new Waiting.ForDependency(dependency.container(), dependency.condition(), until);
          waiting = waiting.or(() -> Optional.of(first));
        }
        case Dependencies.Verdict.Never(var reason) -> {
          steps.add(
              new Action.GiveUp(
                  task.id(),
                  container.name(),
                  OptionalInt.of(143),
                  reason,
                  dependency.container() + " cannot be " + dependency.condition()));
          return false;
        }
      }
    }
    waiting.ifPresent(w -> steps.hold(task.id(), container.name(), w));
    return waiting.isEmpty();
  }
}
