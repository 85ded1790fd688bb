package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Observed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A plan being drawn up: takes actions once, leaves out what is already in flight.
final class Steps {
  private final Observed observed;
  private final Map<Activity, Action> actions = new LinkedHashMap<>();
  private final List<Hold> holds = new ArrayList<>();
  private Optional<Instant> wakeAt = Optional.empty();

  Steps(Observed observed) {
    this.observed = observed;
  }

  void add(Action action) {
    if (!observed.isInFlight(action.activity())) {
      actions.putIfAbsent(action.activity(), action);
    }
  }

  void hold(TaskId task, ContainerName container, Waiting waiting) {
    holds.add(new Hold(task, container, waiting));
  }

  void wakeAt(Instant moment) {
    wakeAt = Optional.of(wakeAt.filter(moment::isAfter).orElse(moment));
  }

  Plan plan() {
    return new Plan(List.copyOf(actions.values()), holds, wakeAt);
  }
}
