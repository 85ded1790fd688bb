package dev.taskdock.reconcile;

import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.Task;
import dev.taskdock.state.Throttle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;

/// Takes note of what has become of a service's tasks: what is counted, and what is told.
final class Milestones {
  /// Ended tasks that are still shown, as many as there are events.
  private static final int MOST_ENDED = 100;

  private final ServiceDraft draft;

  private Milestones(ServiceDraft draft) {
    this.draft = draft;
  }

  static void note(ServiceDraft draft) {
    var milestones = new Milestones(draft);
    new ArrayList<>(draft.tasks().entrySet())
        .forEach(e -> milestones.note(e.getKey(), e.getValue()));
    milestones.forget();
  }

  private void note(TaskId id, ServiceTask task) {
    if (task.has(Milestone.ENDED)) {
      draft.phase(id, Phase.ENDED);
      return;
    }
    var known = draft.known(id);
    if (isQuiet(task, known)) {
      draft.phase(id, Phase.HEALTHY);
      return;
    }
    var phase = Phase.of(draft, task, known);
    draft.phase(id, phase);
    var noted =
        switch (phase) {
          case PENDING -> task;
          case SETTLING -> running(task);
          case HEALTHY -> healthy(running(task));
          case UNHEALTHY -> unhealthy(running(task), known);
          case LEAVING -> leaving(id, task, known);
          case ENDED -> leaving(id, task, known).with(Milestone.ENDED, draft.now());
        };
    draft.put(id, noted);
  }

  /// Whether a task is healthy and nothing can have changed that but its own containers, which all
  /// run: the usual case, and asked so often that it is worth a short answer.
  private boolean isQuiet(ServiceTask task, Task known) {
    return task.has(Milestone.HEALTHY)
        && !task.has(Milestone.UNHEALTHY)
        && !task.has(Milestone.LEAVING)
        && task.wanted().stop().isEmpty()
        && known.isAllRunning()
        && isUnchecked(draft.deployment(task).revision());
  }

  private static boolean isUnchecked(ServiceRevision revision) {
    return revision.loadBalancers().isEmpty() && !revision.isChecked();
  }

  private ServiceTask running(ServiceTask task) {
    if (task.has(Milestone.RUNNING)) {
      return task;
    }
    var deployment = draft.deployment(task);
    deployment
        .revision()
        .loadBalancers()
        .forEach(to -> draft.notices().registered(to.targetGroup()));
    draft.replace(deployment.with(deployment.failures().ran()));
    draft.throttle(Throttle.NONE);
    return task.with(Milestone.RUNNING, draft.now());
  }

  private ServiceTask healthy(ServiceTask task) {
    if (task.has(Milestone.HEALTHY) && !task.has(Milestone.UNHEALTHY)) {
      return task;
    }
    var deployment = draft.deployment(task);
    if (draft.service().deployment().circuitBreaker().resetOnHealthyTask()) {
      draft.replace(deployment.with(deployment.failures().forgiven()));
    }
    return task.without(Milestone.UNHEALTHY).with(Milestone.HEALTHY, draft.now());
  }

  private ServiceTask unhealthy(ServiceTask task, Task known) {
    if (task.has(Milestone.UNHEALTHY)) {
      return task;
    }
    Replacement.cause(draft, task, known).ifPresent(cause -> draft.notices().tell(cause.event()));
    var deployment = draft.deployment(task);
    if (deployment.rollout().goesOn()) {
      draft.replace(deployment.with(deployment.failures().unhealthy()));
    }
    return task.with(Milestone.UNHEALTHY, draft.now());
  }

  /// A task may have run and ended between two turns. One that never ran has failed, unless it was
  /// asked to stop.
  private ServiceTask leaving(TaskId id, ServiceTask task, Task known) {
    if (task.has(Milestone.LEAVING)) {
      return Drain.over(draft, id, task);
    }
    var noted = hasRun(known) ? running(task) : task;
    if (!noted.has(Milestone.RUNNING) && noted.wanted().stop().isEmpty()) {
      var deployment = draft.deployment(noted);
      draft.replace(deployment.with(deployment.failures().neverRan()));
      Backoff.failed(draft);
    }
    return Drain.leaving(draft, id, noted);
  }

  private static boolean hasRun(Task known) {
    return known.containers().values().stream()
        .allMatch(state ->
            switch (state) {
              case ContainerState.Running _ -> true;
              case ContainerState.Stopped(_, var startedAt, _, _, _) -> startedAt.isPresent();
              case ContainerState.Absent _, ContainerState.Created _ -> false;
            });
  }

  private void forget() {
    var horizon = draft.now().minus(draft.tempo().forgets());
    // What ended in this turn stays for those who are told of it.
    var ended =
        draft
            .in(Phase.ENDED)
            .filter(e -> endedAt(e).isBefore(draft.now()))
            .sorted(Comparator.comparing(Milestones::endedAt).reversed())
            .toList();
    for (int i = 0; i < ended.size(); i++) {
      if (i >= MOST_ENDED || endedAt(ended.get(i)).isBefore(horizon)) {
        draft.forget(ended.get(i).getKey());
      }
    }
  }

  private static Instant endedAt(Map.Entry<TaskId, ServiceTask> task) {
    return task.getValue().at(Milestone.ENDED).orElseThrow();
  }
}
