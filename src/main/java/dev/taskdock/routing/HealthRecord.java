package dev.taskdock.routing;

import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member.Standing;
import java.time.Instant;
import java.util.Optional;

/// What is known of one target's health, folded from its probes.
///
/// A target is healthy with the first probe it passes after its registration; one that has been
/// found unhealthy needs as many in a row as the group asks for.
///
/// Source: the guide to target health; the states and what leads from one to the other.
///
/// @param reason why it is not healthy; empty where it is
/// @param description the sentence for `reason`, empty where there is none
/// @param passes how many probes in a row it has passed
/// @param failures how many probes in a row it has failed
/// @param rampsSince when its slow start began, if it had one
public record HealthRecord(
    HealthState state,
    Optional<HealthReason> reason,
    String description,
    int passes,
    int failures,
    Optional<Instant> rampsSince) {
  /// A target that has just been registered.
  public static final HealthRecord REGISTERED =
      of(HealthState.INITIAL, HealthReason.REGISTRATION_IN_PROGRESS);

  /// A target whose first check is under way.
  public static final HealthRecord CHECKED_FIRST =
      of(HealthState.INITIAL, HealthReason.INITIAL_HEALTH_CHECKING);

  /// A target of a group that no rule forwards to: nobody checks it.
  public static final HealthRecord NOT_IN_USE = of(HealthState.UNUSED, HealthReason.NOT_IN_USE);

  /// A target that has left, or never was there.
  public static final HealthRecord NOT_REGISTERED =
      of(HealthState.UNUSED, HealthReason.NOT_REGISTERED);

  /// A target that leaves.
  public static final HealthRecord DRAINING =
      of(HealthState.DRAINING, HealthReason.DEREGISTRATION_IN_PROGRESS);

  private static HealthRecord of(HealthState state, HealthReason reason) {
    return new HealthRecord(state, Optional.of(reason), reason.sentence(), 0, 0, Optional.empty());
  }

  /// What is known after one more probe. A target that leaves or is not in use stays so.
  ///
  /// @param othersHealthy whether another target of the group is healthy: without one, there is
  ///   nobody to carry the load while this one starts slowly
  public HealthRecord after(
      ProbeResult result, TargetHealthCheck check, Instant now, boolean othersHealthy) {
    return switch (state) {
      case DRAINING, UNUSED -> this;
      case INITIAL, HEALTHY, UNHEALTHY ->
          fault(result, check)
              .map(fault -> failed(fault, description(fault, result), check))
              .orElseGet(() -> passed(check, othersHealthy ? Optional.of(now) : Optional.empty()));
    };
  }

  private HealthRecord passed(TargetHealthCheck check, Optional<Instant> ramp) {
    int inARow = passes + 1;
    if (state == HealthState.HEALTHY) {
      return healthy(inARow, rampsSince);
    }
    return state == HealthState.INITIAL || inARow >= check.healthyThreshold()
        ? healthy(inARow, ramp)
        : new HealthRecord(state, reason, description, inARow, 0, Optional.empty());
  }

  private static HealthRecord healthy(int passes, Optional<Instant> ramp) {
    return new HealthRecord(HealthState.HEALTHY, Optional.empty(), "", passes, 0, ramp);
  }

  private HealthRecord failed(HealthReason fault, String sentence, TargetHealthCheck check) {
    int inARow = failures + 1;
    boolean unhealthy = state == HealthState.UNHEALTHY || inARow >= check.unhealthyThreshold();
    return unhealthy
        ? new HealthRecord(
            HealthState.UNHEALTHY, Optional.of(fault), sentence, 0, inARow, Optional.empty())
        : new HealthRecord(state, reason, description, 0, inARow, rampsSince);
  }

  /// What is wrong with `result`; empty where it is a success. Network load balancers tell one
  /// fault only.
  private static Optional<HealthReason> fault(ProbeResult result, TargetHealthCheck check) {
    var fault = whichFault(result, check);
    boolean tells =
        switch (check.manner()) {
          case APPLICATION -> true;
          case NETWORK, CONNECTION -> false;
        };
    return tells
        ? fault
        : fault.map(f -> f == HealthReason.INTERNAL_ERROR ? f : HealthReason.FAILED_HEALTH_CHECKS);
  }

  private static Optional<HealthReason> whichFault(ProbeResult result, TargetHealthCheck check) {
    return switch (result) {
      case ProbeResult.Connected _ -> Optional.empty();
      case ProbeResult.Answered(int status) ->
          check.matcher().accepts(status)
              ? Optional.empty()
              : Optional.of(HealthReason.RESPONSE_CODE_MISMATCH);
      case ProbeResult.TimedOut _ -> Optional.of(HealthReason.TIMEOUT);
      case ProbeResult.Broken _, ProbeResult.WithoutGrpcStatus _ ->
          Optional.of(HealthReason.FAILED_HEALTH_CHECKS);
      case ProbeResult.NotDone _ -> Optional.of(HealthReason.INTERNAL_ERROR);
    };
  }

  private static String description(HealthReason fault, ProbeResult result) {
    return result instanceof ProbeResult.Answered(int status)
        ? fault.sentence().formatted(status)
        : fault.sentence();
  }

  /// The target as one of its group, if it is one that requests may reach.
  public Optional<Member> member(TargetId id) {
    return standing().map(standing -> new Member(id, standing, rampsSince, 1));
  }

  private Optional<Standing> standing() {
    return switch (state) {
      case INITIAL -> Optional.of(Standing.INITIAL);
      case HEALTHY -> Optional.of(Standing.HEALTHY);
      case UNHEALTHY -> Optional.of(Standing.UNHEALTHY);
      case DRAINING -> Optional.of(Standing.DRAINING);
      case UNUSED -> Optional.empty();
    };
  }
}
