package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.TaskId;

/// A supply of ids that keeps decisions pure: the same supply gives the same ids.
///
/// @param seed of chance, so that no two runs of taskdock give the same ids
/// @param given how many were given so far
public record Identifiers(long seed, long given) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long LEAST_OF_19_DIGITS = 1_000_000_000_000_000_000L;
  private static final long RANGE = 8_000_000_000_000_000_000L;

  /// The supply after one id was taken.
  public Identifiers next() {
    return new Identifiers(seed, given + 1);
  }

  /// The next id as that of a task.
  public TaskId task() {
    return new TaskId(hex());
  }

  /// The next id as that of a deployment.
  public DeploymentId deployment() {
    long number = LEAST_OF_19_DIGITS + Math.floorMod(mixed(2 * given), RANGE);
    return new DeploymentId("ecs-svc/" + number);
  }

  /// The next id as a UUID of version 4.
  public String uuid() {
    var hex = hex();
    return "%s-%s-4%s-a%s-%s"
        .formatted(
            hex.substring(0, 8),
            hex.substring(8, 12),
            hex.substring(13, 16),
            hex.substring(17, 20),
            hex.substring(20));
  }

  private String hex() {
    return "%016x%016x".formatted(mixed(2 * given), mixed(2 * given + 1));
  }

  /// The finalizer of SplitMix64: neighbours come out far apart.
  private long mixed(long number) {
    long z = seed + (number + 1) * GOLDEN;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
