package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// What is known of one service.
///
/// @param asked the revision that was asked for last; after a rollback not the one that is out
/// @param deployments newest first, never empty: the PRIMARY, then those that still have tasks
/// @param completed the deployment that was completed last
/// @param tasks all that were launched and are not forgotten yet
/// @param steady whether nothing was left to do after the last turn
/// @param events newest first, at most 100
public record ServiceState(
    ServiceName name,
    ServiceRevision asked,
    List<Deployment> deployments,
    Optional<Deployment> completed,
    Map<TaskId, ServiceTask> tasks,
    Throttle throttle,
    boolean steady,
    List<ServiceEvent> events) {
  private static final int MOST_EVENTS = 100;

  public ServiceState {
    deployments = List.copyOf(deployments);
    tasks = Collections.unmodifiableMap(new TreeMap<>(tasks));
    events = List.copyOf(events);
  }

  /// The deployment that is to stay.
  public Deployment primary() {
    return deployments.getFirst();
  }

  /// One of the deployments, empty where it is not known any more.
  public Optional<Deployment> deployment(DeploymentId id) {
    return deployments.stream().filter(d -> d.id().equals(id)).findFirst();
  }

  /// The same with one event more.
  ServiceState told(ServiceEvent event) {
    var more = new ArrayList<>(events);
    more.addFirst(event);
    return new ServiceState(
        name,
        asked,
        deployments,
        completed,
        tasks,
        throttle,
        steady,
        more.subList(0, Math.min(more.size(), MOST_EVENTS)));
  }

  /// The same with none of its tasks spared: nobody wants the service any more.
  public ServiceState unprotected() {
    return protecting(_ -> true, Optional.empty());
  }

  /// The same with some of its tasks spared until then, or no more.
  ServiceState protecting(Predicate<TaskId> which, Optional<Instant> until) {
    var spared = new TreeMap<>(tasks);
    spared.replaceAll((id, task) -> which.test(id) ? task.protectedUntil(until) : task);
    return new ServiceState(name, asked, deployments, completed, spared, throttle, steady, events);
  }

  /// The same with something become of its deployments.
  ServiceState with(UnaryOperator<Deployment> change) {
    return new ServiceState(
        name,
        asked,
        deployments.stream().map(change).toList(),
        completed,
        tasks,
        throttle,
        steady,
        events);
  }

  /// The same with some of its tasks asked to stop.
  ServiceState stopping(Predicate<TaskId> which, StopRequest request) {
    var stopping = new TreeMap<>(tasks);
    stopping.replaceAll(
        (id, task) -> which.test(id) ? task.with(task.wanted().stopping(request)) : task);
    return new ServiceState(
        name, asked, deployments, completed, stopping, throttle, steady, events);
  }
}
