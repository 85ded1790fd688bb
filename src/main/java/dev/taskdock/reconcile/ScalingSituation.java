package dev.taskdock.reconcile;

import dev.taskdock.model.ScalingMetric;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What auto scaling decides on.
///
/// @param samples of each metric, one a minute, oldest first
/// @param desired the desired count
/// @param running how many tasks run
/// @param deploying whether a deployment goes on
/// @param lastOut the last scale-out
/// @param lastIn the last scale-in
public record ScalingSituation(
    Map<ScalingMetric, List<Double>> samples,
    int desired,
    int running,
    boolean deploying,
    Optional<ScalingActivity> lastOut,
    Optional<ScalingActivity> lastIn,
    Instant now) {
  public ScalingSituation {
    samples = Map.copyOf(samples);
  }

  /// The last values of a metric, empty where there are not so many.
  List<Double> last(ScalingMetric metric, int points) {
    var all = samples.getOrDefault(metric, List.of());
    return all.size() < points ? List.of() : all.subList(all.size() - points, all.size());
  }
}
