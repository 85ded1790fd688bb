package dev.taskdock.reconcile;

import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ScalingMetric;
import dev.taskdock.model.ScheduledAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The memory of a service's auto scaling, moved on by one look a minute: the bounds that hold, the
/// values seen and the last changes made.
///
/// A scheduled action sets the bounds and pulls the desired count between them at once; the
/// policies follow, see [AutoScaling].
///
/// @param begun when it was registered, which rates are counted from
/// @param looked when the last look was
public record Scaler(
    ScalableTarget target,
    Map<ScalingMetric, List<Double>> samples,
    Optional<ScalingActivity> lastOut,
    Optional<ScalingActivity> lastIn,
    Instant begun,
    Instant looked) {
  /// More than any policy looks at.
  private static final int KEPT = 60;

  public Scaler {
    samples = Map.copyOf(samples);
  }

  /// One that was just registered.
  public static Scaler of(ScalableTarget target, Instant now) {
    return new Scaler(target, Map.of(), Optional.empty(), Optional.empty(), now, now);
  }

  /// What a service is like at a look.
  ///
  /// @param measured what could be measured in the last minute
  public record Look(
      Map<ScalingMetric, Double> measured,
      int desired,
      int running,
      boolean deploying,
      Instant now) {
    public Look {
      measured = Map.copyOf(measured);
    }
  }

  /// What comes of a look.
  ///
  /// @param desired the desired count to set, empty where it stays
  /// @param told of the service, in the words of its scaling activities
  public record Turn(Scaler next, OptionalInt desired, List<String> told) {
    public Turn {
      told = List.copyOf(told);
    }
  }

  /// Looks once more.
  public Turn after(Look look) {
    var told = new ArrayList<String>();
    var bounded = target;
    for (var action : target.scheduledActions()) {
      if (action.isDue(looked, look.now(), begun)) {
        bounded = bounded(bounded, action);
        told.add(
            "Setting min capacity to %d and max capacity to %d. Cause: scheduled action name %s was"
                    .formatted(bounded.minCapacity(), bounded.maxCapacity(), action.name())
                + " triggered");
      }
    }
    int pulled = told.isEmpty() ? look.desired() : bounded.within(look.desired());
    if (pulled != look.desired()) {
      told.add(setting(pulled, "it was outside of these bounds"));
    }
    var seen = with(look.measured());
    var situation =
        new ScalingSituation(
            seen, pulled, look.running(), look.deploying(), lastOut, lastIn, look.now());
    var activity = AutoScaling.decide(bounded, situation);
    activity.ifPresent(a -> told.add(setting(a.to(), a.cause())));
    int to = activity.map(ScalingActivity::to).orElse(pulled);
    return new Turn(
        new Scaler(
            bounded,
            seen,
            activity.filter(ScalingActivity::isScaleOut).or(() -> lastOut),
            activity.filter(a -> !a.isScaleOut()).or(() -> lastIn),
            begun,
            look.now()),
        to == look.desired() ? OptionalInt.empty() : OptionalInt.of(to),
        told);
  }

  private static ScalableTarget bounded(ScalableTarget before, ScheduledAction action) {
    int least = action.minCapacity().orElse(before.minCapacity());
    int most = action.maxCapacity().orElse(before.maxCapacity());
    return before.bounded(Math.min(least, most), Math.max(least, most));
  }

  private static String setting(int count, String cause) {
    return "Setting desired count to %d. Cause: %s".formatted(count, cause);
  }

  /// A minute without a value begins a metric anew: nothing is scaled on insufficient data.
  private Map<ScalingMetric, List<Double>> with(Map<ScalingMetric, Double> measured) {
    var all = new EnumMap<ScalingMetric, List<Double>>(ScalingMetric.class);
    measured.forEach((metric, value) -> {
      var values = new ArrayList<>(samples.getOrDefault(metric, List.of()));
      values.add(value);
      all.put(
          metric, List.copyOf(values.subList(Math.max(0, values.size() - KEPT), values.size())));
    });
    return all;
  }
}
