package dev.taskdock.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// The attributes of a target group that something here reads.
///
/// Source: ModifyTargetGroupAttributes.
///
/// @param slowStart how long a new target's share grows; zero where it has its full share at once
/// @param anomalyMitigation whether targets that fail oddly often get less
/// @param minimumHealthy below how many healthy targets all are used
public record TargetGroupAttributes(
    Duration deregistrationDelay,
    Duration slowStart,
    Optional<Stickiness> stickiness,
    Algorithm algorithm,
    boolean anomalyMitigation,
    MinimumHealthy minimumHealthy) {
  /// What applies where nothing is said.
  public static final TargetGroupAttributes DEFAULT =
      new TargetGroupAttributes(
          Duration.ofMinutes(5),
          Duration.ZERO,
          Optional.empty(),
          Algorithm.ROUND_ROBIN,
          false,
          new MinimumHealthy(1, OptionalInt.empty()));

  /// Who gets the next request.
  public enum Algorithm {
    ROUND_ROBIN,
    LEAST_OUTSTANDING_REQUESTS,
    WEIGHTED_RANDOM
  }

  /// The least number of healthy targets, and the least percentage where one is set; fewer than
  /// either means that requests go to all.
  public record MinimumHealthy(int count, OptionalInt percentage) {
    /// Whether `healthy` of `registered` targets are enough to leave out the others.
    public boolean isMetBy(int healthy, int registered) {
      return healthy >= count
          && percentage.stream().allMatch(p -> 100L * healthy >= (long) p * registered);
    }
  }
}
