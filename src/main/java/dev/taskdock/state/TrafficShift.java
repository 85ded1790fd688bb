package dev.taskdock.state;

import java.time.Instant;

/// How far a deployment has come that takes over the traffic of an older one.
///
/// Lifecycle hooks are not run here, so the stages that only wait for one are passed at once and
/// have no name.
///
/// @param since when the stage, or within it the last step, began
/// @param percent of the production traffic that it gets
public record TrafficShift(Stage stage, Instant since, double percent) {
  /// The stages that take time.
  ///
  /// Source: `lifecycleStage` of a service deployment.
  public enum Stage {
    /// All of its tasks are started; it gets no traffic.
    SCALE_UP,
    /// The traffic moves; the test listener leads to it already.
    PRODUCTION_TRAFFIC_SHIFT,
    /// It has all traffic; the older one stays to go back to.
    BAKE_TIME,
    /// The older one goes.
    CLEAN_UP
  }

  /// The beginning.
  public static TrafficShift beginning(Instant at) {
    return new TrafficShift(Stage.SCALE_UP, at, 0);
  }
}
