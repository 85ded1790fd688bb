package dev.taskdock.control;

import dev.taskdock.reconcile.Plan;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Observed;
import java.util.List;

/// What the world looks like after a turn of the loop.
///
/// @param events what happened before the turn
/// @param plan what it led to
public record Snapshot(Desired desired, Observed observed, List<Event> events, Plan plan) {
  public Snapshot {
    events = List.copyOf(events);
  }
}
