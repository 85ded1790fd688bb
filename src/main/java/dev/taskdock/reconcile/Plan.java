package dev.taskdock.reconcile;

import dev.taskdock.state.Activity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What may be done now, what waits, and when to look again if nothing happens before.
public record Plan(List<Action> actions, List<Hold> holds, Optional<Instant> wakeAt) {
  /// Nothing to do, nothing waits.
  public static final Plan NOTHING = new Plan(List.of(), List.of(), Optional.empty());

  public Plan {
    actions = List.copyOf(actions);
    holds = List.copyOf(holds);
  }

  /// The same, with another look at a moment if it comes before.
  public Plan wakingAt(Optional<Instant> moment) {
    var first = Stream.concat(wakeAt.stream(), moment.stream()).min(Instant::compareTo);
    return new Plan(actions, holds, first);
  }

  /// The activities its actions begin.
  public Collection<Activity> activities() {
    return actions.stream().map(Action::activity).toList();
  }
}
