package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceRevision;
import java.time.Instant;
import java.util.Optional;

/// The bringing out of one revision of a service. The newest of a service is its PRIMARY, older
/// ones that still have tasks are ACTIVE.
///
/// @param revision with the target groups that its own tasks are registered in
/// @param shift set where it takes over the traffic of an older one
public record Deployment(
    DeploymentId id,
    ServiceRevision revision,
    Instant createdAt,
    RolloutState rollout,
    Failures failures,
    Optional<TrafficShift> shift) {
  /// A deployment that has just begun.
  public static Deployment of(DeploymentId id, ServiceRevision revision, Instant createdAt) {
    return new Deployment(
        id, revision, createdAt, new RolloutState.InProgress(), Failures.NONE, Optional.empty());
  }

  /// The same, come further.
  public Deployment with(RolloutState other) {
    return new Deployment(id, revision, createdAt, other, failures, shift);
  }

  /// The same with another count of failures.
  public Deployment with(Failures other) {
    return new Deployment(id, revision, createdAt, rollout, other, shift);
  }

  /// The same with another share of the traffic.
  public Deployment with(TrafficShift other) {
    return new Deployment(id, revision, createdAt, rollout, failures, Optional.of(other));
  }

  /// The `rolloutStateReason`.
  public String rolloutStateReason() {
    return rollout.reason(id);
  }
}
