package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.ServiceRequest.AutoScale;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ScalingMetric;
import dev.taskdock.model.ScalingPolicy;
import dev.taskdock.model.ScalingPolicy.Adjustment;
import dev.taskdock.model.ScalingPolicy.Alarm;
import dev.taskdock.model.ScalingPolicy.StepScaling;
import dev.taskdock.model.ScalingPolicy.TargetTracking;
import dev.taskdock.model.Schedule;
import dev.taskdock.model.ScheduledAction;
import dev.taskdock.reconcile.Scaler;
import dev.taskdock.reconcile.Scaler.Look;
import dev.taskdock.simulation.SimulatedTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/// Services that grow and shrink of their own accord, looked at once a minute.
final class AutoScalingScenarioTest {
  private static final Duration COOLDOWN = Duration.ofMinutes(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void load_that_comes_and_goes_is_followed_out_at_once_and_in_by_and_by() {
    var story =
        played(
            web(2),
            target(
                1, 10, new TargetTracking("cpu", ScalingMetric.CPU, 50, COOLDOWN, COOLDOWN, false)),
            Duration.ofMinutes(90),
            minute -> minute < 10 ? 60 : minute < 30 ? 300 : 60);

    assertThat(ServiceStory.running(story.at(Duration.ofMinutes(9)), "one")).isEqualTo(2);
    assertThat(ServiceStory.running(story.at(Duration.ofMinutes(14)), "one")).isEqualTo(6);
    assertThat(ServiceStory.running(story.at(Duration.ofMinutes(40)), "one")).isEqualTo(6);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(2);
    assertThat(story.messages())
        .contains(
            "(service web) Setting desired count to 6. Cause: policy cpu on"
                + " ECSServiceAverageCPUUtilization");
    assertThat(story.times("deployment completed")).isEqualTo(1);
  }

  @Test
  void a_step_policy_adds_by_how_far_the_threshold_is_passed_and_not_beyond_the_maximum() {
    var policy =
        new StepScaling(
            "steps",
            ScalingMetric.REQUESTS,
            new Alarm(100, true, 1),
            Adjustment.CHANGE_IN_CAPACITY,
            List.of(
                new ScalingPolicy.Step(Optional.of(0.0), Optional.of(100.0), 1),
                new ScalingPolicy.Step(Optional.of(100.0), Optional.empty(), 5)),
            0,
            COOLDOWN);

    var story = played(web(1), target(1, 4, policy), Duration.ofMinutes(20), m -> m < 5 ? 50 : 500);

    assertThat(ServiceStory.running(story.at(Duration.ofMinutes(4)), "one")).isEqualTo(1);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(4);
  }

  @Test
  void a_schedule_moves_the_bounds_and_the_count_between_them() {
    var night =
        new ScheduledAction(
            "night",
            Schedule.parse("rate(30 minutes)").orElseThrow(),
            ZoneOffset.UTC,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.of(0),
            OptionalInt.of(1));

    var story =
        played(
            web(3),
            new ScalableTarget(WEB, 2, 4, List.of(), List.of(night)),
            Duration.ofMinutes(40),
            _ -> 0);

    assertThat(ServiceStory.running(story.at(Duration.ofMinutes(29)), "one")).isEqualTo(3);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(1);
    assertThat(story.messages())
        .containsSubsequence(
            "(service web) Setting min capacity to 0 and max capacity to 1. Cause: scheduled"
                + " action name night was triggered",
            "(service web) Setting desired count to 1. Cause: it was outside of these bounds");
  }

  @Test
  void a_minute_without_values_scales_nothing() {
    var story =
        played(
            web(2),
            target(
                1, 10, new TargetTracking("cpu", ScalingMetric.CPU, 50, COOLDOWN, COOLDOWN, false)),
            Duration.ofMinutes(30),
            minute -> minute % 2 == 0 ? 500 : Double.NaN);

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(2);
    assertThat(story.times("Setting desired count")).isZero();
  }

  private static ScalableTarget target(int least, int most, ScalingPolicy policy) {
    return new ScalableTarget(WEB, least, most, List.of(policy));
  }

  /// @param load in a minute, shared by the tasks that run; none where it is not a number
  private static ServiceStory played(
      dev.taskdock.model.Service service,
      ScalableTarget target,
      Duration length,
      ToDoubleFunction<Integer> load) {
    var world = World.of(service);
    var scaler = new AtomicReference<>(Scaler.of(target, SimulatedTimeline.BEGINNING));
    for (int minute = 1; minute < length.toMinutes(); minute++) {
      int now = minute;
      world.after(
          MINUTE.multipliedBy(now),
          live -> request(scaler, live, now, load).ifPresent(live::request));
    }
    return ServiceStory.of(world, length);
  }

  private static Optional<ServiceRequest> request(
      AtomicReference<Scaler> scaler, World.Live live, int minute, ToDoubleFunction<Integer> load) {
    var snapshot = live.story().last();
    int running = (int) ServiceStory.running(snapshot, "one");
    var metric =
        scaler.get().target().policies().stream()
            .findFirst()
            .map(ScalingPolicy::metric)
            .orElse(ScalingMetric.CPU);
    double value = load.applyAsDouble(minute) / Math.max(1, running);
    Map<ScalingMetric, Double> measured = Double.isNaN(value) ? Map.of() : Map.of(metric, value);
    var turn =
        scaler.get().after(new Look(measured, desired(snapshot), running, false, at(minute)));
    scaler.set(turn.next());
    return turn.told().isEmpty()
        ? Optional.empty()
        : Optional.of(new AutoScale(WEB, turn.desired(), turn.told()));
  }

  private static int desired(Snapshot snapshot) {
    return Optional.ofNullable(snapshot.desired().services().get(WEB)).orElseThrow().desiredCount();
  }

  private static Instant at(int minute) {
    return SimulatedTimeline.BEGINNING.plus(MINUTE.multipliedBy(minute));
  }
}
