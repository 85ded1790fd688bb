package dev.taskdock.reconcile;

import dev.taskdock.model.ScalingPolicy.Step;
import dev.taskdock.model.ScalingPolicy.StepScaling;
import java.util.OptionalInt;

/// What a step scaling policy makes of a breached threshold.
///
/// A change in percent between 0 and 1 task is one task; any other is cut to whole tasks.
///
/// Source: "Step scaling policies" of the Application Auto Scaling user guide.
final class StepAdjustment {
  private StepAdjustment() {}

  /// The count it asks for, empty while its alarm is not set off or no step covers the value.
  static OptionalInt of(StepScaling policy, ScalingSituation situation) {
    var alarm = policy.alarm();
    var points = situation.last(policy.metric(), alarm.points());
    if (points.isEmpty() || !points.stream().allMatch(alarm::isBreachedBy)) {
      return OptionalInt.empty();
    }
    double distance = points.getLast() - alarm.threshold();
    return policy.steps().stream()
        .filter(step -> step.covers(distance, alarm.above()))
        .mapToInt(step -> adjusted(policy, step, situation.running()))
        .findFirst();
  }

  private static int adjusted(StepScaling policy, Step step, int current) {
    return switch (policy.adjustment()) {
      case CHANGE_IN_CAPACITY -> current + step.adjustment();
      case EXACT_CAPACITY -> step.adjustment();
      case PERCENT_CHANGE_IN_CAPACITY ->
          current + percent(step.adjustment() * current / 100.0, policy.minAdjustmentMagnitude());
    };
  }

  private static int percent(double change, int least) {
    int whole = Math.abs(change) < 1 ? (int) Math.signum(change) : (int) change;
    int size = Math.max(Math.abs(whole), change == 0 ? 0 : least);
    return change < 0 ? -size : size;
  }
}
