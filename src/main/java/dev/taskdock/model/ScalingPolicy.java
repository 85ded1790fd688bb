package dev.taskdock.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When a service gets more or fewer tasks of its own accord.
///
/// Source: PutScalingPolicy.
public sealed interface ScalingPolicy {
  /// Its name.
  String name();

  /// What it looks at.
  ScalingMetric metric();

  /// The same with cooldowns so many times shorter.
  default ScalingPolicy times(int faster) {
    return switch (this) {
      case TargetTracking t ->
          new TargetTracking(
              t.name(),
              t.metric(),
              t.target(),
              t.scaleOutCooldown().dividedBy(faster),
              t.scaleInCooldown().dividedBy(faster),
              t.disableScaleIn());
      case StepScaling s ->
          new StepScaling(
              s.name(),
              s.metric(),
              s.alarm(),
              s.adjustment(),
              s.steps(),
              s.minAdjustmentMagnitude(),
              s.cooldown().dividedBy(faster));
    };
  }

  /// As many tasks as keep a metric near a value.
  record TargetTracking(
      String name,
      ScalingMetric metric,
      double target,
      Duration scaleOutCooldown,
      Duration scaleInCooldown,
      boolean disableScaleIn)
      implements ScalingPolicy {}

  /// More or fewer tasks the further a metric is beyond a threshold.
  ///
  /// @param minAdjustmentMagnitude of a change in percent, 0 where there is none
  record StepScaling(
      String name,
      ScalingMetric metric,
      Alarm alarm,
      Adjustment adjustment,
      List<Step> steps,
      int minAdjustmentMagnitude,
      Duration cooldown)
      implements ScalingPolicy {
    public StepScaling {
      steps = List.copyOf(steps);
    }
  }

  /// What sets a step policy off.
  ///
  /// @param above whether values of at least the threshold do it, else those of at most it
  /// @param points how many in a row
  record Alarm(double threshold, boolean above, int points) {
    /// Whether a value is beyond the threshold.
    public boolean isBreachedBy(double value) {
      return above ? value >= threshold : value <= threshold;
    }
  }

  /// What the number of a step means.
  enum Adjustment {
    CHANGE_IN_CAPACITY,
    EXACT_CAPACITY,
    PERCENT_CHANGE_IN_CAPACITY
  }

  /// One step: bounds relative to the threshold, open where they are not given.
  record Step(Optional<Double> lower, Optional<Double> upper, int adjustment) {
    /// Whether a value so far from the threshold is in it. The bound towards the threshold is in,
    /// the other is not.
    public boolean covers(double distance, boolean above) {
      return above
          ? lower.filter(bound -> distance < bound).isEmpty()
              && upper.filter(bound -> distance >= bound).isEmpty()
          : lower.filter(bound -> distance <= bound).isEmpty()
              && upper.filter(bound -> distance > bound).isEmpty();
    }
  }
}
