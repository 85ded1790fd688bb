package dev.taskdock.routing;

import dev.taskdock.model.TargetId;
import java.time.Instant;

/// What a choice among targets depends on beside the targets, given by who asks.
public interface Draw {
  /// One more than at the last choice of this group; where it began is of no consequence.
  long turn();

  /// Uniform in [0, 1), another at each call.
  double chance();

  /// The time.
  Instant now();

  /// How many requests the target has been sent that it has not answered.
  int outstanding(TargetId target);
}
