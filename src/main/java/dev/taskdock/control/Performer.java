package dev.taskdock.control;

import dev.taskdock.reconcile.Action;

/// Carries out actions without opinions; each ends in exactly one event on the timeline.
@FunctionalInterface
public interface Performer {
  /// Begins an action and returns at once.
  void perform(Action action);
}
