package dev.taskdock.reconcile;

import dev.taskdock.model.Service;
import java.time.Instant;

/// How long after its start a task is not held to its health checks, those of its containers and
/// those of its target groups.
///
/// Source: CreateService, `healthCheckGracePeriodSeconds`.
final class Grace {
  private Grace() {}

  /// When a task that is RUNNING since then may be found unhealthy.
  static Instant end(Service service, Instant since) {
    return since.plus(service.healthCheckGracePeriod());
  }
}
