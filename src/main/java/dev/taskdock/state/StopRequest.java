package dev.taskdock.state;

import java.time.Instant;
import java.util.Optional;

/// Somebody asked a task to stop.
///
/// @param reason the text that becomes `stoppedReason`
/// @param force whether to kill instead of waiting for the stop time-outs
/// @param drainsUntil set while its targets drain: no container is asked to stop before they have
public record StopRequest(
    StopCode code, String reason, Instant at, boolean force, Optional<Instant> drainsUntil) {
  /// A request that waits for nothing.
  public StopRequest(StopCode code, String reason, Instant at, boolean force) {
    this(code, reason, at, force, Optional.empty());
  }

  /// StopTask without a reason of the caller's.
  public static StopRequest byUser(Instant at) {
    return new StopRequest(StopCode.USER_INITIATED, "Task stopped by user", at, false);
  }

  /// The same with the caller's own words.
  public StopRequest because(String words) {
    return new StopRequest(code, words, at, force, drainsUntil);
  }

  /// The same, impatiently.
  public StopRequest forced() {
    return new StopRequest(code, reason, at, true);
  }

  /// The same, once the targets have drained.
  public StopRequest draining(Instant until) {
    return new StopRequest(code, reason, at, force, Optional.of(until));
  }

  /// The same, its targets drained.
  public StopRequest drained() {
    return new StopRequest(code, reason, at, force);
  }
}
