package dev.taskdock.state;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Activity.Verb;
import dev.taskdock.state.ContainerState.Absent;
import dev.taskdock.state.ContainerState.Created;
import dev.taskdock.state.ContainerState.Running;
import dev.taskdock.state.ContainerState.Stopped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What is known, while it is learned what happened: copied once for all events of a turn, because
/// a copy for each would cost as much as all tasks together.
final class Fold {
  private final Map<TaskId, Task> tasks;
  private final Map<ImageReference, ImageState> images;
  private final Set<Activity> inFlight;
  private Optional<String> engineLost;
  private Services services;

  Fold(Observed known) {
    tasks = new TreeMap<>(known.tasks());
    images = new TreeMap<>(known.images());
    inFlight = new HashSet<>(known.inFlight());
    engineLost = known.engineLost();
    services = known.services();
  }

  Observed after(List<Event> events) {
    for (var event : events) {
      event.ends().ifPresent(inFlight::remove);
      learn(event);
    }
    return new Observed(tasks, images, inFlight, engineLost, services);
  }

  private void learn(Event event) {
    switch (event) {
      case Event.ImagePulled(var image, var id, _) -> images.put(image, new ImageState.Present(id));
      case Event.ImageFailed(var image, var credentials, var reason, _) ->
          images.put(image, new ImageState.Missing(reason, credentials));
      case Event.SandboxCreated(var task, var holder, _) ->
          with(task, t -> t.with(new Sandbox.Created(holder)));
      case Event.SandboxReady(var task, var address, var endpoints, _) ->
          with(task, t -> ready(t, address, endpoints));
      case Event.SandboxFailed(var task, _, var reason, var at) -> {
        // A holder that dies while we remove it has not failed.
        if (!inFlight.contains(new Activity(Verb.REMOVE_SANDBOX, task.id()))) {
          with(task, t -> failed(t, reason, at));
        }
      }
      case Event.SandboxRemoved(var task, var at) ->
          with(task, t -> t.with(removed(t.sandbox(), at)).over(at));
      case Event.ContainerCreated(var task, var name, var id, _) ->
          with(task, name, s -> created(s, id));
      case Event.ContainerStarted(var task, var name, var at) ->
          with(task, name, s -> started(s, at));
      case Event.ContainerRestarted(var task, var name, var at) ->
          with(task, t -> restarted(t, name, at));
      case Event.ContainerFailed(var task, var name, var verb, var reason, var at) -> {
        if (verb == Verb.RESTART) {
          with(task, t -> t.with(name, new Restarts(t.restarts(name).count(), true)));
        } else {
          with(task, name, s -> never(s, OptionalInt.empty(), reason, at));
        }
      }
      case Event.ContainerGivenUp(var task, var name, var code, var reason, var at) ->
          with(task, name, s -> never(s, code, reason, at));
      case Event.ContainerExited(var task, var name, var code, var reason, var at) -> {
        inFlight.remove(Event.activity(Verb.STOP, task, name));
        inFlight.remove(Event.activity(Verb.KILL, task, name));
        with(task, name, s -> exited(s, code, reason, at));
      }
      case Event.ContainerStopAnswered(var task, var name, _, var failure, var at) ->
          failure
              .map(f -> Optional.of("CannotStopContainerError: " + f))
              .ifPresent(f -> with(task, name, s -> exited(s, OptionalInt.empty(), f, at)));
      case Event.ContainerHealthChanged(var task, var name, var health, _, _) ->
          with(task, name, s -> healthy(s, health));
      case Event.EngineLost(var reason, _) -> engineLost = Optional.of(reason);
      case Event.TargetHealthChanged changed -> services = services.after(changed);
      case Event.PacketDropped dropped -> services = services.after(dropped);
      case Event.RequestsFailed failed -> services = services.after(failed);
      case Event.Scaled scaled -> services = services.after(scaled);
      case Event.AlarmChanged changed -> services = services.after(changed);
      case Event.HookAnswered answered -> services = services.after(answered);
      case Event.StopAsked asked -> services = services.after(asked);
      case Event.TaskProtected asked -> services = services.after(asked);
      case Event.Nudged _ -> {}
    }
  }

  private static Task ready(Task task, String address, List<Endpoint> endpoints) {
    return task.sandbox()
        .holder()
        .map(holder -> task.with(new Sandbox.Ready(holder, address, endpoints)))
        .orElse(task);
  }

  private static Task failed(Task task, String reason, Instant at) {
    return task.sandbox() instanceof Sandbox.Removed
        ? task
        : task.with(new Sandbox.Failed(task.sandbox().holder(), reason, at));
  }

  /// Why a task stopped has to be known after its end.
  private static Sandbox removed(Sandbox known, Instant at) {
    return known instanceof Sandbox.Failed failed
        ? new Sandbox.Removed(Optional.of(failed), at)
        : new Sandbox.Removed(at);
  }

  private static ContainerState created(ContainerState known, String id) {
    return known instanceof Absent ? new Created(id) : known;
  }

  /// An engine may report the death of a short-lived process before it answers the start.
  private static ContainerState started(ContainerState known, Instant at) {
    return switch (known) {
      case Created(var id) -> new Running(id, at, Health.UNKNOWN);
      case Stopped(var id, var startedAt, var code, var reason, var end) ->
          new Stopped(id, startedAt.or(() -> Optional.of(at)), code, reason, end);
      case Absent _, Running _ -> known;
    };
  }

  private static Task restarted(Task task, ContainerName name, Instant at) {
    var once = new Restarts(task.restarts(name).count() + 1, false);
    return task.container(name) instanceof Stopped(var id, _, _, _, _) && id.isPresent()
        ? task.with(name, new Running(id.get(), at, Health.UNKNOWN)).with(name, once)
        : task;
  }

  private static ContainerState exited(
      ContainerState known, OptionalInt code, Optional<String> reason, Instant at) {
    return switch (known) {
      case Created(var id) -> new Stopped(Optional.of(id), Optional.of(at), code, reason, at);
      case Running(var id, var startedAt, _) ->
          new Stopped(Optional.of(id), Optional.of(startedAt), code, reason, at);
      case Absent _, Stopped _ -> known;
    };
  }

  private static ContainerState never(
      ContainerState known, OptionalInt code, String reason, Instant at) {
    return switch (known) {
      case Absent _, Created _ ->
          new Stopped(known.id(), Optional.empty(), code, Optional.of(reason), at);
      case Running _, Stopped _ -> known;
    };
  }

  private static ContainerState healthy(ContainerState known, Health health) {
    return switch (known) {
      case Running(var id, var startedAt, _) -> new Running(id, startedAt, health);
      case Absent _, Created _, Stopped _ -> known;
    };
  }

  private void with(TaskId id, UnaryOperator<Task> change) {
    tasks.computeIfPresent(id, (_, task) -> change.apply(task));
  }

  private void with(TaskId id, ContainerName name, UnaryOperator<ContainerState> change) {
    with(id, task -> task.with(name, change.apply(task.container(name))));
  }
}
