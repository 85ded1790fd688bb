package dev.taskdock.reconcile;

import dev.taskdock.state.RolloutState;

/// Calls a deployment off while an alarm is in ALARM that it watches.
///
/// One that was in ALARM when the deployment began counts for nothing. A deployment that takes over
/// traffic is watched to the end of its bake time, any other until it is completed.
///
/// Source: "How CloudWatch alarms detect Amazon ECS deployment failures".
final class AlarmWatch {
  private AlarmWatch() {}

  static void decide(ServiceDraft draft) {
    var alarms = draft.service().deployment().alarms();
    var primary = draft.primary();
    boolean fires =
        primary.rollout() instanceof RolloutState.InProgress
            && draft.targets().alarms().entrySet().stream()
                .anyMatch(
                    e -> alarms.watches(e.getKey()) && e.getValue().isAfter(primary.createdAt()));
    if (fires) {
      CircuitBreaker.callOff(draft, RolloutState.Reason.ALARM, alarms.rollback());
    }
  }
}
