package dev.taskdock.reconcile;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Identifiers;

/// The ids that are given in one turn, each once.
final class Supply {
  private Identifiers next;

  Supply(Identifiers next) {
    this.next = next;
  }

  TaskId task() {
    var id = next.task();
    next = next.next();
    return id;
  }

  DeploymentId deployment() {
    var id = next.deployment();
    next = next.next();
    return id;
  }

  String uuid() {
    var id = next.uuid();
    next = next.next();
    return id;
  }

  /// The supply for the next turn.
  Identifiers rest() {
    return next;
  }
}
