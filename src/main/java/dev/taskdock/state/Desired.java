package dev.taskdock.state;

import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What was declared: the tasks and services there should be.
///
/// @param tasks those asked for one by one, and in a turn of the loop also those that services have
///   launched
/// @param keep whether a stopped task's containers stay for a look
public record Desired(
    Map<TaskId, WantedTask> tasks, Map<ServiceName, Service> services, Tempo tempo, boolean keep) {
  /// Nothing.
  public static final Desired NOTHING = new Desired(Map.of(), false);

  public Desired {
    tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
  }

  /// Tasks alone.
  public Desired(Map<TaskId, WantedTask> tasks, boolean keep) {
    this(tasks, Map.of(), Tempo.AWS, keep);
  }

  /// What is wanted of one task, which must be one of these.
  public WantedTask task(TaskId id) {
    var task = tasks.get(id);
    if (task == null) {
      throw new IllegalArgumentException("unknown task " + id);
    }
    return task;
  }

  /// The same, with every task asked to stop.
  public Desired stopping(StopRequest request) {
    var stopping = new TreeMap<TaskId, WantedTask>();
    tasks.forEach((id, wanted) -> stopping.put(id, wanted.stopping(request)));
    return new Desired(stopping, services, tempo, keep);
  }

  /// The same, with one task asked to stop.
  public Desired stopping(TaskId id, StopRequest request) {
    var stopping = new TreeMap<>(tasks);
    stopping.computeIfPresent(id, (_, wanted) -> wanted.stopping(request));
    return new Desired(stopping, services, tempo, keep);
  }

  /// The same with a service, in the place of that of its name.
  public Desired with(Service service) {
    var more = new TreeMap<>(services);
    more.put(service.name(), service);
    return new Desired(tasks, more, tempo, keep);
  }

  /// The same with a service changed, if there is one of that name.
  public Desired with(ServiceName name, UnaryOperator<Service> change) {
    var changed = new TreeMap<>(services);
    changed.computeIfPresent(name, (_, service) -> change.apply(service));
    return new Desired(tasks, changed, tempo, keep);
  }

  /// The same without services; what they launched is stopped.
  public Desired withoutServices() {
    return new Desired(tasks, Map.of(), tempo, keep);
  }

  /// The same with other waits of the service scheduler.
  public Desired with(Tempo other) {
    return new Desired(tasks, services, other, keep);
  }

  /// The same with the tasks that services have launched.
  public Desired with(Services known) {
    var all = new TreeMap<>(tasks);
    known.tasks().forEach(e -> all.put(e.getKey(), e.getValue().wanted()));
    return new Desired(all, services, tempo, keep);
  }
}
