package dev.taskdock.reconcile;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ServiceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The events of a service while its next steps are decided. What happened to several tasks in one
/// turn is told in one message.
///
/// Source: DescribeServices, `events` (newest first, at most 100); "Amazon ECS service event
/// messages" (a message is not repeated within six hours).
final class Notices {
  private static final int MOST = 100;
  private static final Duration UNREPEATED = Duration.ofHours(6);

  private final ServiceName service;
  private final List<ServiceEvent> events;
  private final Instant now;
  private final Supply supply;
  private final Map<TargetGroupName, Integer> registered = new LinkedHashMap<>();
  private final Map<TargetGroupName, Integer> deregistered = new LinkedHashMap<>();
  private final Map<DeploymentId, Integer> draining = new LinkedHashMap<>();
  private final Map<DeploymentId, Set<TaskId>> spared = new LinkedHashMap<>();
  private final List<TaskId> stopped = new ArrayList<>();
  private final List<TaskId> started = new ArrayList<>();

  Notices(ServiceName service, List<ServiceEvent> events, Instant now, Supply supply) {
    this.service = service;
    this.events = new ArrayList<>(events);
    this.now = now;
    this.supply = supply;
  }

  void registered(TargetGroupName group) {
    registered.merge(group, 1, Integer::sum);
  }

  void deregistered(TargetGroupName group) {
    deregistered.merge(group, 1, Integer::sum);
  }

  void draining(DeploymentId deployment) {
    draining.merge(deployment, 1, Integer::sum);
  }

  void spared(TaskId task, DeploymentId deployment) {
    spared.computeIfAbsent(deployment, _ -> new HashSet<>()).add(task);
  }

  void stopped(TaskId task) {
    stopped.add(task);
  }

  void started(TaskId task) {
    started.add(task);
  }

  /// Tells what has gathered about tasks.
  void gather() {
    registered.forEach((group, count) -> tell(Texts.registered(count, group)));
    deregistered.forEach((group, count) -> tell(Texts.deregistered(count, group)));
    draining.forEach((deployment, count) ->
        add("(service %s, taskSet %s) %s".formatted(service, deployment, Texts.draining(count))));
    spared.forEach((deployment, tasks) ->
        addOnce("(service %s, taskSet %s) %s".formatted(service, deployment, Texts.spared(tasks))));
    if (!stopped.isEmpty()) {
      tell(Texts.stopped(stopped));
    }
    if (!started.isEmpty()) {
      tell(Texts.started(started));
    }
  }

  void tell(String text) {
    add("(service %s) %s".formatted(service, text));
  }

  List<ServiceEvent> events() {
    return events;
  }

  private void add(String message) {
    if (isRepeated(message)) {
      return;
    }
    events.addFirst(new ServiceEvent(supply.uuid(), now, message));
    if (events.size() > MOST) {
      events.removeLast();
    }
  }

  /// What is true in each turn is told once in that time, whatever was told in between.
  private void addOnce(String message) {
    boolean told =
        events.stream()
            .filter(e -> now.isBefore(e.createdAt().plus(UNREPEATED)))
            .anyMatch(e -> e.message().equals(message));
    if (!told) {
      add(message);
    }
  }

  private boolean isRepeated(String message) {
    return !events.isEmpty()
        && events.getFirst().message().equals(message)
        && now.isBefore(events.getFirst().createdAt().plus(UNREPEATED));
  }
}
