package dev.taskdock.state;

import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What is known.
///
/// @param inFlight actions begun whose end has not been heard of
/// @param engineLost set once the engine does not answer any more, to its last words
public record Observed(
    Map<TaskId, Task> tasks,
    Map<ImageReference, ImageState> images,
    Set<Activity> inFlight,
    Optional<String> engineLost,
    Services services) {
  /// Nothing.
  public static final Observed NOTHING =
      new Observed(Map.of(), Map.of(), Set.of(), Optional.empty());

  public Observed {
    tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
    inFlight = Set.copyOf(inFlight);
  }

  /// What is known where there are no services.
  public Observed(
      Map<TaskId, Task> tasks,
      Map<ImageReference, ImageState> images,
      Set<Activity> inFlight,
      Optional<String> engineLost) {
    this(tasks, images, inFlight, engineLost, Services.NONE);
  }

  /// Nothing.
  ///
  /// @param seed of the ids that services will give to their tasks
  public static Observed nothing(long seed) {
    return new Observed(Map.of(), Map.of(), Set.of(), Optional.empty(), Services.beginning(seed));
  }

  /// What is known once the wanted tasks have been accepted.
  public Observed accepting(Desired desired, Instant now) {
    if (tasks.keySet().containsAll(desired.tasks().keySet())) {
      return this;
    }
    var accepted = new TreeMap<>(tasks);
    desired
        .tasks()
        .forEach((id, wanted) -> accepted.computeIfAbsent(id, _ -> Task.of(id, wanted, now)));
    return new Observed(accepted, images, inFlight, engineLost, services);
  }

  /// What is known once actions have been begun.
  public Observed starting(Collection<Activity> begun) {
    if (begun.isEmpty()) {
      return this;
    }
    var more = new HashSet<>(inFlight);
    more.addAll(begun);
    return new Observed(tasks, images, more, engineLost, services);
  }

  /// What is known after events, in their order.
  public Observed after(List<Event> events) {
    return events.isEmpty() ? this : new Fold(this).after(events);
  }

  /// What is known after one event.
  public Observed after(Event event) {
    return after(List.of(event));
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
}
