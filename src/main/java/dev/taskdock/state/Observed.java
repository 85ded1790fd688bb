package dev.taskdock.state;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState.Absent;
import dev.taskdock.state.ContainerState.Created;
import dev.taskdock.state.ContainerState.Running;
import dev.taskdock.state.ContainerState.Stopped;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What is known.
///
/// @param inFlight actions begun whose end has not been heard of
/// @param engineLost set once the engine does not answer any more, to its last words
public record Observed(
    Map<TaskId, Task> tasks,
    Map<ImageReference, ImageState> images,
    Set<Activity> inFlight,
    Optional<String> engineLost) {
  /// Nothing.
  public static final Observed NOTHING =
      new Observed(Map.of(), Map.of(), Set.of(), Optional.empty());

  public Observed {
    tasks = Collections.unmodifiableMap(new TreeMap<>(tasks));
    images = Collections.unmodifiableMap(new TreeMap<>(images));
    inFlight = Set.copyOf(inFlight);
  }

  /// What is known once the wanted tasks have been accepted.
  public Observed accepting(Desired desired, Instant now) {
    var accepted = new TreeMap<>(tasks);
    desired
        .tasks()
        .forEach((id, wanted) -> accepted.computeIfAbsent(id, _ -> Task.of(id, wanted, now)));
    return new Observed(accepted, images, inFlight, engineLost);
  }

  /// What is known once actions have been begun.
  public Observed starting(Collection<Activity> begun) {
    if (begun.isEmpty()) {
      return this;
    }
    var more = new HashSet<>(inFlight);
    more.addAll(begun);
    return new Observed(tasks, images, more, engineLost);
  }

  /// What is known after events, in their order.
  public Observed after(List<Event> events) {
    var known = this;
    for (var event : events) {
      known = known.after(event);
    }
    return known;
  }

  /// What is known after one event.
  public Observed after(Event event) {
    return event.ends().map(this::without).orElse(this).learning(event);
  }

  /// What is known of one task, which must have been accepted.
  public Task task(TaskId id) {
    var task = tasks.get(id);
    if (task == null) {
      throw new IllegalArgumentException("unknown task " + id);
    }
    return task;
  }

  /// Where a task stands. A task does not know what is under way, so it cannot tell "nothing of it
  /// runs" from "nothing of it runs yet": it is DEPROVISIONING once its namespace is being removed.
  public TaskStatus status(TaskId id, WantedTask wanted) {
    var status = task(id).status(wanted);
    return status == TaskStatus.DEPROVISIONING && !isBeingRemoved(id)
        ? TaskStatus.STOPPING
        : status;
  }

  /// Whether an action is under way.
  public boolean isInFlight(Activity activity) {
    return inFlight.contains(activity);
  }

  /// A holder that dies while we remove it has not failed.
  private boolean isBeingRemoved(TaskId task) {
    return inFlight.contains(new Activity(Activity.Verb.REMOVE_SANDBOX, task.id()));
  }

  private Observed without(Activity ended) {
    var fewer = new HashSet<>(inFlight);
    fewer.remove(ended);
    return new Observed(tasks, images, fewer, engineLost);
  }

  private Observed learning(Event event) {
    return switch (event) {
      case Event.ImagePulled(var image, var id, _) -> with(image, new ImageState.Present(id));
      case Event.ImageFailed(var image, var reason, _) ->
          with(image, new ImageState.Missing(reason));
      case Event.SandboxCreated(var task, var holder, _) ->
          with(task, t -> t.with(new Sandbox.Created(holder)));
      case Event.SandboxReady(var task, var address, var endpoints, _) ->
          with(task, t -> ready(t, address, endpoints));
      case Event.SandboxFailed(var task, _, var reason, var at) ->
          isBeingRemoved(task) ? this : with(task, t -> failed(t, reason, at));
      case Event.SandboxRemoved(var task, var at) ->
          with(task, t -> t.with(removed(t.sandbox(), at)).over(at));
      case Event.ContainerCreated(var task, var name, var id, _) ->
          with(task, name, s -> created(s, id));
      case Event.ContainerStarted(var task, var name, var at) ->
          with(task, name, s -> started(s, at));
      case Event.ContainerRestarted(var task, var name, var at) ->
          with(task, t -> restarted(t, name, at));
      case Event.ContainerFailed(var task, var name, var verb, var reason, var at) ->
          verb == Activity.Verb.RESTART
              ? with(task, t -> t.with(name, new Restarts(t.restarts(name).count(), true)))
              : with(task, name, s -> never(s, OptionalInt.empty(), reason, at));
      case Event.ContainerGivenUp(var task, var name, var code, var reason, var at) ->
          with(task, name, s -> never(s, code, reason, at));
      case Event.ContainerExited(var task, var name, var code, var reason, var at) ->
          without(Event.activity(Activity.Verb.STOP, task, name))
              .without(Event.activity(Activity.Verb.KILL, task, name))
              .with(task, name, s -> exited(s, code, reason, at));
      case Event.ContainerStopAnswered(var task, var name, _, var failure, var at) ->
          failure
              .map(f -> Optional.of("CannotStopContainerError: " + f))
              .map(f -> with(task, name, s -> exited(s, OptionalInt.empty(), f, at)))
              .orElse(this);
      case Event.ContainerHealthChanged(var task, var name, var health, _, _) ->
          with(task, name, s -> healthy(s, health));
      case Event.EngineLost(var reason, _) ->
          new Observed(tasks, images, inFlight, Optional.of(reason));
      case Event.Nudged _ -> this;
    };
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

  private Observed with(ImageReference image, ImageState state) {
    var changed = new TreeMap<>(images);
    changed.put(image, state);
    return new Observed(tasks, changed, inFlight, engineLost);
  }

  private Observed with(TaskId id, UnaryOperator<Task> change) {
    var changed = new TreeMap<>(tasks);
    changed.computeIfPresent(id, (_, task) -> change.apply(task));
    return new Observed(changed, images, inFlight, engineLost);
  }

  private Observed with(TaskId id, ContainerName name, UnaryOperator<ContainerState> change) {
    return with(id, task -> task.with(name, change.apply(task.container(name))));
  }
}
