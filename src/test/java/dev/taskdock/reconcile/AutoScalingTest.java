package dev.taskdock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ScalingMetric;
import dev.taskdock.model.ScalingPolicy;
import dev.taskdock.model.ScalingPolicy.Adjustment;
import dev.taskdock.model.ScalingPolicy.Alarm;
import dev.taskdock.model.ScalingPolicy.Step;
import dev.taskdock.model.ScalingPolicy.StepScaling;
import dev.taskdock.model.ScalingPolicy.TargetTracking;
import dev.taskdock.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a service gets more or fewer tasks of its own accord.
final class AutoScalingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration COOLDOWN = Duration.ofMinutes(5);
  private static final TargetTracking CPU_50 =
      new TargetTracking("cpu", ScalingMetric.CPU, 50, COOLDOWN, COOLDOWN, false);
  private static final TargetTracking MEMORY_50 =
      new TargetTracking("memory", ScalingMetric.MEMORY, 50, COOLDOWN, COOLDOWN, false);
  private static final TargetTracking REQUESTS_100 =
      new TargetTracking("requests", ScalingMetric.REQUESTS, 100, COOLDOWN, COOLDOWN, true);

  @Test
  void three_points_above_the_target_scale_out_in_proportion() {
    var activity =
        AutoScaling.decide(target(CPU_50), situation(4).with(ScalingMetric.CPU, 60, 70, 80).done());

    assertThat(activity)
        .hasValueSatisfying(a -> {
          assertThat(a.from()).isEqualTo(4);
          assertThat(a.to()).isEqualTo(7);
          assertThat(a.cause()).isEqualTo("policy cpu on ECSServiceAverageCPUUtilization");
        });
  }

  @Test
  void one_point_that_is_not_above_holds_it_back() {
    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 80, 50, 80))).isEmpty();
  }

  @Test
  void without_enough_points_nothing_is_done() {
    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 90, 90))).isEmpty();
    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 1, 1, 1))).isEmpty();
    assertThat(to(target(CPU_50), situation(4))).isEmpty();
  }

  @Test
  void a_quarter_of_an_hour_well_below_the_target_scales_in_by_a_little() {
    assertThat(to(target(CPU_50), situation(20).steady(ScalingMetric.CPU, 10))).hasValue(18);
    assertThat(to(target(CPU_50), situation(4).steady(ScalingMetric.CPU, 10))).hasValue(3);
  }

  @Test
  void it_never_scales_in_below_what_keeps_the_metric_under_its_target() {
    assertThat(to(target(CPU_50), situation(4).steady(ScalingMetric.CPU, 44))).isEmpty();
  }

  @Test
  void just_below_the_target_nothing_is_done() {
    assertThat(to(target(CPU_50), situation(20).steady(ScalingMetric.CPU, 46))).isEmpty();
  }

  @Test
  void the_bounds_hold() {
    var small = new ScalableTarget(new ServiceName("web"), 3, 5, List.of(CPU_50));

    assertThat(to(small, situation(4).with(ScalingMetric.CPU, 99, 99, 99))).hasValue(5);
    assertThat(to(small, situation(3).steady(ScalingMetric.CPU, 1))).isEmpty();
  }

  @Test
  void of_several_policies_the_one_that_wants_most_scales_out() {
    var wish =
        to(
            target(CPU_50, REQUESTS_100),
            situation(2)
                .with(ScalingMetric.CPU, 60, 60, 60)
                .with(ScalingMetric.REQUESTS, 300, 300, 300));

    assertThat(wish).hasValue(6);
  }

  @Test
  void all_that_may_scale_in_have_to_agree() {
    var both = target(CPU_50, MEMORY_50);

    assertThat(to(both, situation(4).steady(ScalingMetric.CPU, 1))).isEmpty();
    assertThat(to(both, situation(4).steady(ScalingMetric.CPU, 1).steady(ScalingMetric.MEMORY, 48)))
        .isEmpty();
    assertThat(to(both, situation(4).steady(ScalingMetric.CPU, 1).steady(ScalingMetric.MEMORY, 1)))
        .hasValue(3);
  }

  @Test
  void a_policy_that_may_not_scale_in_is_not_asked() {
    assertThat(to(target(CPU_50, REQUESTS_100), situation(4).steady(ScalingMetric.CPU, 1)))
        .hasValue(3);
    assertThat(to(target(REQUESTS_100), situation(4).steady(ScalingMetric.REQUESTS, 1))).isEmpty();
  }

  @Test
  void while_a_deployment_goes_on_a_service_only_grows() {
    assertThat(to(target(CPU_50), situation(4).steady(ScalingMetric.CPU, 1).deploying())).isEmpty();
    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 80, 80, 80).deploying()))
        .hasValue(7);
  }

  @Test
  void while_a_scale_out_cools_down_only_a_larger_one_is_made() {
    var last = new ScalingActivity(NOW.minusSeconds(60), 2, 7, "");

    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 80, 80, 80).after(last)))
        .isEmpty();
    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 99, 99, 99).after(last)))
        .hasValue(8);
    var longAgo = new ScalingActivity(NOW.minusSeconds(301), 2, 7, "");
    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 80, 80, 80).after(longAgo)))
        .hasValue(7);
  }

  @Test
  void a_scale_in_that_cools_down_holds_back_scaling_in_and_not_scaling_out() {
    var last = new ScalingActivity(NOW.minusSeconds(60), 5, 4, "");

    assertThat(to(target(CPU_50), situation(4).steady(ScalingMetric.CPU, 1).after(last))).isEmpty();
    assertThat(to(target(CPU_50), situation(4).with(ScalingMetric.CPU, 80, 80, 80).after(last)))
        .hasValue(7);
  }

  @ParameterizedTest
  @CsvSource({"59, ", "60, 11", "70, 11", "74.9, 11", "75, 13", "500, 13"})
  void a_step_starts_at_its_lower_bound_where_the_alarm_is_for_high_values(
      double value, Integer expected) {
    var policy =
        step(
            true,
            60,
            Adjustment.PERCENT_CHANGE_IN_CAPACITY,
            new Step(Optional.of(0.0), Optional.of(15.0), 10),
            new Step(Optional.of(15.0), Optional.empty(), 30));

    assertThat(to(target(policy), situation(10).with(ScalingMetric.CPU, value)))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource({"41, ", "40, 9", "25.1, 9", "25, 7", "0, 7"})
  void and_ends_at_its_upper_bound_where_it_is_for_low_ones(double value, Integer expected) {
    var policy =
        step(
            false,
            40,
            Adjustment.CHANGE_IN_CAPACITY,
            new Step(Optional.of(-15.0), Optional.of(0.0), -1),
            new Step(Optional.empty(), Optional.of(-15.0), -3));

    assertThat(to(target(policy), situation(10).with(ScalingMetric.CPU, value)))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource({"127, 10, 22", "67, 1, 2", "5, 10, 11", "100, 3, 6"})
  void a_percentage_of_tasks_is_cut_to_whole_ones_but_never_to_none(
      int percent, int running, int expected) {
    var policy =
        step(
            true,
            60,
            Adjustment.PERCENT_CHANGE_IN_CAPACITY,
            new Step(Optional.of(0.0), Optional.empty(), percent));

    assertThat(to(target(policy), situation(running).with(ScalingMetric.CPU, 80)))
        .hasValue(expected);
  }

  @Test
  void a_step_may_name_the_count_itself() {
    var policy =
        step(true, 60, Adjustment.EXACT_CAPACITY, new Step(Optional.of(0.0), Optional.empty(), 8));

    assertThat(to(target(policy), situation(2).with(ScalingMetric.CPU, 80))).hasValue(8);
  }

  private static ScalableTarget target(ScalingPolicy... policies) {
    return new ScalableTarget(new ServiceName("web"), 1, 100, List.of(policies));
  }

  private static StepScaling step(
      boolean above, double threshold, Adjustment adjustment, Step... steps) {
    return new StepScaling(
        "step",
        ScalingMetric.CPU,
        new Alarm(threshold, above, 1),
        adjustment,
        List.of(steps),
        0,
        COOLDOWN);
  }

  private static Optional<Integer> to(ScalableTarget target, Situation situation) {
    return AutoScaling.decide(target, situation.done()).map(ScalingActivity::to);
  }

  private static Situation situation(int running) {
    return new Situation(running);
  }

  /// A situation being written down.
  private static final class Situation {
    private final Map<ScalingMetric, List<Double>> samples = new EnumMap<>(ScalingMetric.class);
    private final int running;
    private boolean deploying;
    private Optional<ScalingActivity> lastOut = Optional.empty();
    private Optional<ScalingActivity> lastIn = Optional.empty();

    Situation(int running) {
      this.running = running;
    }

    Situation with(ScalingMetric metric, double... values) {
      samples.put(metric, Arrays.stream(values).boxed().toList());
      return this;
    }

    /// A quarter of an hour of one value.
    Situation steady(ScalingMetric metric, double value) {
      samples.put(metric, Collections.nCopies(15, value));
      return this;
    }

    Situation deploying() {
      deploying = true;
      return this;
    }

    Situation after(ScalingActivity activity) {
      if (activity.isScaleOut()) {
        lastOut = Optional.of(activity);
      } else {
        lastIn = Optional.of(activity);
      }
      return this;
    }

    ScalingSituation done() {
      return new ScalingSituation(samples, running, running, deploying, lastOut, lastIn, NOW);
    }
  }
}
