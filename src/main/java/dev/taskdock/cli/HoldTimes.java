package dev.taskdock.cli;

import dev.taskdock.reconcile.Hold;
import dev.taskdock.reconcile.Waiting;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Since when each container waits for what it waits for, as a screen sees it turn by turn.
final class HoldTimes {
  private Map<Hold, Instant> since = Map.of();

  /// Learns which holds there are now: those that are not new have lasted.
  void turned(List<Hold> holds, Instant now) {
    var next = new HashMap<Hold, Instant>();
    holds.forEach(hold -> next.put(same(hold), since.getOrDefault(same(hold), now)));
    since = next;
  }

  /// Since when one of the holds of the last turn is there.
  Instant since(Hold hold) {
    return Optional.ofNullable(since.get(same(hold))).orElseThrow();
  }

  /// What stays the same of a hold while it lasts: when it gives up is known only once the
  /// dependency runs.
  static Hold same(Hold hold) {
    return hold.waiting() instanceof Waiting.ForDependency(var container, var condition, _)
        ? new Hold(
            hold.task(),
            hold.container(),
            new Waiting.ForDependency(container, condition, Optional.empty()))
        : hold;
  }
}
