package dev.taskdock.model;

import java.time.Duration;

/// How a new revision of a service takes the place of the old one.
///
/// Source: `deploymentConfiguration.strategy` of CreateService.
public sealed interface DeploymentStrategy {
  /// Task by task, within the minimum and maximum percent.
  record Rolling() implements DeploymentStrategy {}

  /// All of the new beside all of the old, then all traffic at once.
  ///
  /// @param bake how long the old stays after the last shift of traffic
  record BlueGreen(Duration bake) implements DeploymentStrategy {}

  /// Like [BlueGreen], with the traffic moved in equal steps.
  ///
  /// @param stepPercent 3–100, in tenths
  /// @param stepBake between two steps, not after the last
  record Linear(double stepPercent, Duration stepBake, Duration bake)
      implements DeploymentStrategy {}

  /// Like [BlueGreen], with a first small share of the traffic, then the rest.
  ///
  /// @param canaryPercent 0.1–100, in tenths
  /// @param canaryBake between the two
  record Canary(double canaryPercent, Duration canaryBake, Duration bake)
      implements DeploymentStrategy {}

  /// The word of ECS.
  default String word() {
    return switch (this) {
      case Rolling _ -> "ROLLING";
      case BlueGreen _ -> "BLUE_GREEN";
      case Linear _ -> "LINEAR";
      case Canary _ -> "CANARY";
    };
  }
}
