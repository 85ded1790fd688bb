package dev.taskdock.state;

import java.time.Duration;

/// The waits of the service scheduler that no service sets for itself, and how fast its time runs.
///
/// @param settles how long a task that nobody checks has to be RUNNING before it counts as healthy
/// @param longestThrottle the longest pause between two starts that fail
/// @param forgets how long a stopped task is still shown
/// @param scale how many times shorter than declared the waits of a service are: bake times, steps,
///   cooldowns; 1 for AWS's own
public record Tempo(Duration settles, Duration longestThrottle, Duration forgets, int scale) {
  /// Those of AWS.
  ///
  /// Source: DeploymentConfiguration (40 seconds), "Amazon ECS service throttle logic" (27
  /// minutes), DescribeTasks (one hour).
  public static final Tempo AWS =
      new Tempo(Duration.ofSeconds(40), Duration.ofMinutes(27), Duration.ofHours(1), 1);

  /// The same with all waits so many times shorter.
  public Tempo times(int faster) {
    return new Tempo(
        settles.dividedBy(faster),
        longestThrottle.dividedBy(faster),
        forgets,
        Math.multiplyExact(scale, faster));
  }

  /// How long a declared wait is.
  public Duration of(Duration declared) {
    return declared.dividedBy(scale);
  }
}
