package dev.taskdock.reconcile;

import dev.taskdock.model.TaskId;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.time.Instant;

/// The table of contents of all decisions on tasks; which tasks a service has, [ServiceScheduler]
/// decides before it.
public final class Reconciler {
  private Reconciler() {}

  /// What may be done now. Pure, and safe to repeat: what is in flight is not asked for again.
  public static Plan decide(Desired desired, Observed observed, Instant now) {
    if (observed.engineLost().isPresent()) {
      return Plan.NOTHING;
    }
    var steps = new Steps(observed);
    desired.tasks().forEach((id, wanted) -> decide(desired, observed, now, steps, id, wanted));
    HookWatch.call(desired, observed, now, steps);
    return steps.plan();
  }

  /// Whether there is nothing left to do, now or later.
  public static boolean isOver(Desired desired, Observed observed) {
    if (observed.engineLost().isPresent()) {
      return true;
    }
    return desired.services().isEmpty()
        && observed.services().isEmpty()
        && desired.tasks().keySet().stream()
            .map(observed.tasks()::get)
            .allMatch(task -> task != null && task.sandbox() instanceof Sandbox.Removed);
  }

  private static void decide(
      Desired desired, Observed observed, Instant now, Steps steps, TaskId id, WantedTask wanted) {
    var known = observed.tasks().get(id);
    var task = known == null ? Task.of(id, wanted, now) : known;
    boolean isSettled = wanted.stop().isEmpty() && task.isAllRunning();
    if (isSettled || task.sandbox() instanceof Sandbox.Removed) {
      return;
    }
    if (wanted.isDraining()) {
      drains(wanted, steps, id);
    } else if (TaskStop.of(wanted, task).isPresent()) {
      StopOrder.decide(wanted, task, observed, desired.keep(), steps);
    } else {
      StartOrder.decide(wanted, task, observed, now, steps);
    }
  }

  /// When its targets have drained, [Drain] says.
  private static void drains(WantedTask wanted, Steps steps, TaskId id) {
    var until = wanted.stop().flatMap(StopRequest::drainsUntil).orElseThrow();
    wanted
        .definition()
        .containers()
        .forEach(c -> steps.hold(id, c.name(), new Waiting.ForDrain(until)));
  }
}
