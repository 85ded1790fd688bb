package dev.taskdock.state;

import java.time.Instant;

/// Somebody asked a task to stop.
///
/// @param reason the text that becomes `stoppedReason`
/// @param force whether to kill instead of waiting for the stop time-outs
public record StopRequest(StopCode code, String reason, Instant at, boolean force) {
  /// StopTask without a reason of the caller's.
  public static StopRequest byUser(Instant at) {
    return new StopRequest(StopCode.USER_INITIATED, "Task stopped by user", at, false);
  }

  /// The same, impatiently.
  public StopRequest forced() {
    return new StopRequest(code, reason, at, true);
  }
}
