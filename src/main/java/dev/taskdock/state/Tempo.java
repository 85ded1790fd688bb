package dev.taskdock.state;

import java.time.Duration;

/// The waits of the service scheduler that no service sets for itself.
///
/// @param settles how long a task that nobody checks has to be RUNNING before it counts as healthy
/// @param longestThrottle the longest pause between two starts that fail
/// @param forgets how long a stopped task is still shown
public record Tempo(Duration settles, Duration longestThrottle, Duration forgets) {
  /// Those of AWS.
  ///
  /// Source: DeploymentConfiguration (40 seconds), "Amazon ECS service throttle logic" (27
  /// minutes), DescribeTasks (one hour).
  public static final Tempo AWS =
      new Tempo(Duration.ofSeconds(40), Duration.ofMinutes(27), Duration.ofHours(1));
}
