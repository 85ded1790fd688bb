package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// What a target did to a request.
///
/// @param rested how long the connection had been idle when the request came, to a tenth of a
///   second; zero where it was new
/// @param limits what it was measured by
public record Failure(TargetId target, Cause cause, Duration rested, Limits limits) {
  /// On a connection that had carried nothing before.
  Failure(TargetId target, Cause cause, Limits limits) {
    this(target, cause, Duration.ZERO, limits);
  }

  /// What happened, as `the target closed a kept-alive connection after 5 s`.
  public String sentence() {
    return filled(cause.sentence());
  }

  /// What to do about it, as `raise its keep-alive above 60 s`.
  public String advice() {
    return filled(cause.advice());
  }

  private String filled(String text) {
    return text.formatted(seconds(rested), seconds(limits.idle()), seconds(limits.connect()));
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3)
            .setScale(1, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + " s";
  }
}
