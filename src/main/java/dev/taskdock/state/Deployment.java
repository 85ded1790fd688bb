package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceRevision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The bringing out of one revision of a service. The newest of a service is its PRIMARY, older
/// ones that still have tasks are ACTIVE.
///
/// @param revision with the target groups that its own tasks are registered in
/// @param shift set where it takes over the traffic of an older one
/// @param hooks the lifecycle hooks of the stage that it is in
public record Deployment(
    DeploymentId id,
    ServiceRevision revision,
    Instant createdAt,
    RolloutState rollout,
    Failures failures,
    Optional<TrafficShift> shift,
    List<HookRun> hooks) {
  public Deployment {
    hooks = List.copyOf(hooks);
  }

  /// A deployment that has just begun.
  public static Deployment of(DeploymentId id, ServiceRevision revision, Instant createdAt) {
    return new Deployment(
        id,
        revision,
        createdAt,
        new RolloutState.InProgress(),
        Failures.NONE,
        Optional.empty(),
        List.of());
  }

  /// The same, come further.
  public Deployment with(RolloutState other) {
    return new Deployment(id, revision, createdAt, other, failures, shift, hooks);
  }

  /// The same with another count of failures.
  public Deployment with(Failures other) {
    return new Deployment(id, revision, createdAt, rollout, other, shift, hooks);
  }

  /// The same with another share of the traffic.
  public Deployment with(TrafficShift other) {
    return new Deployment(id, revision, createdAt, rollout, failures, Optional.of(other), hooks);
  }

  /// The same with other hooks to wait for.
  public Deployment with(List<HookRun> others) {
    return new Deployment(id, revision, createdAt, rollout, failures, shift, others);
  }

  /// The same after something became of its hooks.
  public Deployment withHooks(UnaryOperator<HookRun> change) {
    return hooks.isEmpty() ? this : with(hooks.stream().map(change).toList());
  }

  /// Whether it waits for a hook.
  public boolean isHeld() {
    return hooks.stream().anyMatch(HookRun::isOpen);
  }

  /// The `rolloutStateReason`.
  public String rolloutStateReason() {
    return rollout.reason(id);
  }
}
