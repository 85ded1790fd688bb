package dev.taskdock.reconcile;

import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ScalingPolicy;
import dev.taskdock.model.ScalingPolicy.StepScaling;
import dev.taskdock.model.ScalingPolicy.TargetTracking;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Service auto scaling: the desired count that the policies of a service ask for now.
///
/// The service grows if any policy wants it to, by as much as the one that wants most; it shrinks
/// only if all that may shrink it agree, and not while a deployment goes on. AWS does not say in
/// how large steps a target tracking policy scales in; here it is a tenth, at least one task.
///
/// Source: the Application Auto Scaling user guide.
public final class AutoScaling {
  private static final int POINTS_ABOVE = 3;
  private static final int POINTS_BELOW = 15;

  /// The share of the target value under which a service may shrink.
  private static final double REDUCED = 0.9;

  private AutoScaling() {}

  private record Wish(ScalingPolicy policy, int to) {}

  /// The change to make now, empty where there is none.
  public static Optional<ScalingActivity> decide(
      ScalableTarget target, ScalingSituation situation) {
    return wishes(target, situation, AutoScaling::larger)
        .filter(w -> w.to() > situation.desired() && isLargeEnough(w, situation))
        .max(Comparator.comparingInt(Wish::to))
        .or(() -> scaleIn(target, situation))
        .map(w -> activity(w, situation));
  }

  private static Stream<Wish> wishes(
      ScalableTarget target,
      ScalingSituation situation,
      BiFunction<ScalingPolicy, ScalingSituation, OptionalInt> count) {
    return target.policies().stream()
        .flatMap(
            p -> count.apply(p, situation).stream().mapToObj(to -> new Wish(p, target.within(to))));
  }

  /// While a scale-out cools down, only a larger one is made.
  private static boolean isLargeEnough(Wish wish, ScalingSituation situation) {
    return situation
        .lastOut()
        .filter(last -> isBefore(situation, last, outCooldown(wish.policy())))
        .filter(last -> wish.to() <= last.to())
        .isEmpty();
  }

  private static Optional<Wish> scaleIn(ScalableTarget target, ScalingSituation situation) {
    var all = target.policies().stream().filter(AutoScaling::mayScaleIn).toList();
    var wishes = wishes(target, situation, AutoScaling::smaller).toList();
    boolean agreed = !wishes.isEmpty() && wishes.size() == all.size() && !situation.deploying();
    boolean coolsDown =
        wishes.stream()
            .anyMatch(w ->
                situation
                    .lastIn()
                    .filter(last -> isBefore(situation, last, inCooldown(w.policy())))
                    .isPresent());
    return wishes.stream()
        .filter(_ -> agreed && !coolsDown)
        .max(Comparator.comparingInt(Wish::to))
        .filter(w -> w.to() < situation.desired());
  }

  private static OptionalInt larger(ScalingPolicy policy, ScalingSituation situation) {
    return switch (policy) {
      case TargetTracking tracking -> {
        var points = situation.last(tracking.metric(), POINTS_ABOVE);
        boolean above = !points.isEmpty() && points.stream().allMatch(p -> p > tracking.target());
        yield above
            ? OptionalInt.of(kept(tracking, situation, points.getLast()))
            : OptionalInt.empty();
      }
      case StepScaling step ->
          StepAdjustment.of(step, situation).stream()
              .filter(to -> to > situation.running())
              .findFirst();
    };
  }

  private static OptionalInt smaller(ScalingPolicy policy, ScalingSituation situation) {
    return switch (policy) {
      case TargetTracking tracking -> {
        var points = situation.last(tracking.metric(), POINTS_BELOW);
        boolean below =
            mayScaleIn(policy)
                && !points.isEmpty()
                && points.stream().allMatch(p -> p < REDUCED * tracking.target());
        yield below ? OptionalInt.of(fewer(tracking, situation, points)) : OptionalInt.empty();
      }
      case StepScaling step ->
          StepAdjustment.of(step, situation).stream()
              .filter(to -> to < situation.running())
              .findFirst();
    };
  }

  /// As many tasks as bring the metric to its target.
  private static int kept(TargetTracking policy, ScalingSituation situation, double value) {
    return (int) Math.ceil(situation.running() * value / policy.target());
  }

  private static int fewer(TargetTracking policy, ScalingSituation situation, List<Double> points) {
    double most = points.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    int step = Math.ceilDiv(situation.running(), 10);
    return Math.max(kept(policy, situation, most), situation.running() - step);
  }

  /// A step policy that only adds has no part in scaling in.
  private static boolean mayScaleIn(ScalingPolicy policy) {
    return switch (policy) {
      case TargetTracking tracking -> !tracking.disableScaleIn();
      case StepScaling step -> !step.alarm().above();
    };
  }

  private static Duration outCooldown(ScalingPolicy policy) {
    return switch (policy) {
      case TargetTracking tracking -> tracking.scaleOutCooldown();
      case StepScaling step -> step.cooldown();
    };
  }

  private static Duration inCooldown(ScalingPolicy policy) {
    return switch (policy) {
      case TargetTracking tracking -> tracking.scaleInCooldown();
      case StepScaling step -> step.cooldown();
    };
  }

  private static boolean isBefore(
      ScalingSituation situation, ScalingActivity last, Duration cooldown) {
    return situation.now().isBefore(last.at().plus(cooldown));
  }

  private static ScalingActivity activity(Wish wish, ScalingSituation situation) {
    var cause = "policy %s on %s".formatted(wish.policy().name(), wish.policy().metric().word());
    return new ScalingActivity(situation.now(), situation.desired(), wish.to(), cause);
  }
}
