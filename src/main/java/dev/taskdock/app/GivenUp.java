package dev.taskdock.app;

import dev.taskdock.reconcile.Action;
import dev.taskdock.reconcile.Reconciler;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a run knows of its containers that never started and no engine keeps: which of them it has
/// given up, and why.
///
/// It gave them up for reasons that can still be seen, so the same decision is made again. Of a
/// task that is over nobody can tell any more whether a dependency failed or was stopped: what
/// never ran of it is stopped, without a code and without a reason.
final class GivenUp {
  private GivenUp() {}

  /// The task as its run sees it at `now`.
  static FoundTask in(FoundTask found, Instant now) {
    var id = found.task().id();
    var desired = new Desired(Map.of(id, found.wanted()), false);
    var observed = new Observed(Map.of(id, found.task()), Map.of(), Set.of(), Optional.empty());
    if (found.task().sandbox() instanceof Sandbox.Removed(_, var at)) {
      return found.with(observed.after(new Event.SandboxRemoved(id, at)).task(id));
    }
    for (var next = events(desired, observed, now);
        !next.isEmpty();
        next = events(desired, observed, now)) {
      observed = observed.after(next);
    }
    return found.with(observed.task(id));
  }

  private static List<Event> events(Desired desired, Observed observed, Instant now) {
    return Reconciler.decide(desired, observed, now).actions().stream()
        .filter(Action.GiveUp.class::isInstance)
        .map(Action.GiveUp.class::cast)
        .<Event>map(up ->
            new Event.ContainerGivenUp(up.task(), up.container(), up.exitCode(), up.reason(), now))
        .toList();
  }
}
