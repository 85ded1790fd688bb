package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4060;
import static dev.taskdock.problem.Code.TD4061;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ScalingMetric;
import dev.taskdock.model.ScalingPolicy;
import dev.taskdock.model.ScalingPolicy.Adjustment;
import dev.taskdock.model.ScalingPolicy.Alarm;
import dev.taskdock.model.ScalingPolicy.StepScaling;
import dev.taskdock.model.ScalingPolicy.TargetTracking;
import dev.taskdock.model.Schedule;
import dev.taskdock.model.ScheduledAction;
import dev.taskdock.model.ServiceName;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads which services follow scaling policies, in the words of Application Auto Scaling.
///
/// Each stands by the name of its service. A step policy has its alarm beside it, in the words of
/// CloudWatch's PutMetricAlarm: there is no other place for it in a file.
final class ScalableTargets {
  private static final int MOST = 5000;
  private static final int COOLDOWN = 300;
  private static final int WEEK_SECONDS = 604_800;

  private ScalableTargets() {}

  /// What the member `scalableTargets` of `file` says of `services`.
  static List<ScalableTarget> of(Fields file, List<ServiceDeclaration> services) {
    var names = services.stream().map(s -> s.name().name()).toList();
    var targets = new ArrayList<ScalableTarget>();
    file.object("scalableTargets")
        .ifPresent(section ->
            section
                .members()
                .forEach(member -> target(section, member, names).ifPresent(targets::add)));
    return targets;
  }

  private static Optional<ScalableTarget> target(
      Fields section, Node.Member member, List<String> names) {
    if (!names.contains(member.name())) {
      section.add(
          Diagnostic.error(TD4060, "no service " + Quoted.of(member.name()))
              .at(member.nameLocation())
              .because("A scalable target is a service of this file.")
              .fixedBy(
                  Nearest.of(member.name(), names)
                      .map(near -> "write " + Quoted.of(near))
                      .orElse("declare it below services")));
      return Optional.empty();
    }
    return section
        .objectAt(member)
        .flatMap(fields -> target(new ServiceName(member.name()), fields));
  }

  private static Optional<ScalableTarget> target(ServiceName service, Fields fields) {
    var members = Members.of(fields, Shape.SCALABLE_TARGET);
    members.expect("MinCapacity", "1");
    members.expect("MaxCapacity", "4");
    var least = members.number("MinCapacity", 0, MOST);
    var most = members.number("MaxCapacity", 0, MOST);
    if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
      members.tell(
          TD4060,
          "MinCapacity is more than MaxCapacity",
          "MinCapacity",
          "Maximum capacity cannot be less than minimum capacity.",
          "exchange them");
      return Optional.empty();
    }
    var policies =
        members.objects("ScalingPolicies", Shape.SCALING_POLICY).stream()
            .flatMap(p -> policy(p).stream())
            .toList();
    var actions =
        members.objects("ScheduledActions", Shape.SCHEDULED_ACTION).stream()
            .flatMap(a -> action(a).stream())
            .toList();
    return least.flatMap(l -> most.map(m -> new ScalableTarget(service, l, m, policies, actions)));
  }

  private static Optional<ScalingPolicy> policy(Members policy) {
    var name = policy.due("PolicyName", "cpu");
    policy.expect("PolicyType", "TargetTrackingScaling");
    var type = policy.word("PolicyType", List.of("TargetTrackingScaling", "StepScaling"));
    return name.flatMap(
        n -> type.flatMap(t -> t.equals("StepScaling") ? step(policy, n) : tracking(policy, n)));
  }

  private static Optional<ScalingPolicy> tracking(Members policy, String name) {
    policy.expect("TargetTrackingScalingPolicyConfiguration", "{TargetValue: 50, …}");
    return policy
        .object("TargetTrackingScalingPolicyConfiguration", Shape.TARGET_TRACKING)
        .flatMap(tracking -> {
          tracking.expect("TargetValue", "50");
          tracking.expect("PredefinedMetricSpecification", "{PredefinedMetricType: …}");
          var metric =
              tracking
                  .object("PredefinedMetricSpecification", Shape.PREDEFINED_METRIC)
                  .flatMap(m -> metric(m, "PredefinedMetricType"));
          var value = decimal(tracking, "TargetValue").filter(v -> v > 0);
          return metric.flatMap(m ->
              value.map(v ->
                  new TargetTracking(
                      name,
                      m,
                      v,
                      cooldown(tracking, "ScaleOutCooldown"),
                      cooldown(tracking, "ScaleInCooldown"),
                      tracking.fields().flag("DisableScaleIn").orElse(false))));
        });
  }

  private static Optional<ScalingPolicy> step(Members policy, String name) {
    policy.expect("StepScalingPolicyConfiguration", "{AdjustmentType: ChangeInCapacity, …}");
    policy.expect("Alarm", "{MetricName: ECSServiceAverageCPUUtilization, Threshold: 70, …}");
    var alarm = policy.object("Alarm", Shape.SCALING_ALARM);
    var metric = alarm.flatMap(a -> metric(a, "MetricName"));
    return policy
        .object("StepScalingPolicyConfiguration", Shape.STEP_SCALING)
        .flatMap(step -> {
          var adjustment =
              step.word(
                  "AdjustmentType",
                  List.of("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"));
          var steps =
              step.objects("StepAdjustments", Shape.STEP_ADJUSTMENT).stream()
                  .map(ScalableTargets::stepOf)
                  .toList();
          boolean sound = areSteps(step, steps);
          return alarm
              .flatMap(ScalableTargets::alarm)
              .flatMap(a ->
                  metric.flatMap(m ->
                      adjustment
                          .filter(_ -> sound)
                          .map(kind ->
                              new StepScaling(
                                  name,
                                  m,
                                  a,
                                  adjustment(kind),
                                  steps,
                                  step.number("MinAdjustmentMagnitude", 0, MOST).orElse(0),
                                  cooldown(step, "Cooldown")))));
        });
  }

  private static Adjustment adjustment(String word) {
    return switch (word) {
      case "ExactCapacity" -> Adjustment.EXACT_CAPACITY;
      case "PercentChangeInCapacity" -> Adjustment.PERCENT_CHANGE_IN_CAPACITY;
      default -> Adjustment.CHANGE_IN_CAPACITY;
    };
  }

  private static ScalingPolicy.Step stepOf(Members step) {
    step.expect("ScalingAdjustment", "1");
    return new ScalingPolicy.Step(
        decimal(step, "MetricIntervalLowerBound"),
        decimal(step, "MetricIntervalUpperBound"),
        step.number("ScalingAdjustment", -MOST, MOST).orElse(0));
  }

  /// Steps have no gap, do not overlap, and are open at most at both ends.
  private static boolean areSteps(Members configuration, List<ScalingPolicy.Step> steps) {
    var sorted =
        steps.stream()
            .sorted((a, b) ->
                Double.compare(
                    a.lower().orElse(Double.NEGATIVE_INFINITY),
                    b.lower().orElse(Double.NEGATIVE_INFINITY)))
            .toList();
    boolean sound = !sorted.isEmpty();
    for (int i = 1; i < sorted.size(); i++) {
      var end = sorted.get(i - 1).upper();
      sound &= end.isPresent() && end.equals(sorted.get(i).lower());
    }
    sound &= steps.stream().noneMatch(s -> s.lower().isEmpty() && s.upper().isEmpty());
    if (!sound) {
      configuration.tell(
          TD4060,
          "steps with a gap, an overlap or no bound",
          "StepAdjustments",
          "Each step begins where another ends; only the first and the last may be open.",
          "set their bounds");
    }
    return sound;
  }

  private static Optional<Alarm> alarm(Members alarm) {
    alarm.expect("Threshold", "70");
    var operators =
        List.of(
            "GreaterThanOrEqualToThreshold",
            "GreaterThanThreshold",
            "LessThanOrEqualToThreshold",
            "LessThanThreshold");
    var operator = alarm.word("ComparisonOperator", operators).orElse(operators.getFirst());
    int points = alarm.number("EvaluationPeriods", 1, 60).orElse(1);
    return decimal(alarm, "Threshold")
        .map(threshold -> new Alarm(threshold, operator.startsWith("Greater"), points));
  }

  private static Optional<ScalingMetric> metric(Members members, String name) {
    members.expect(name, ScalingMetric.CPU.word());
    var metrics = List.of(ScalingMetric.values());
    return members
        .word(name, metrics.stream().map(ScalingMetric::word).toList())
        .flatMap(word -> metrics.stream().filter(m -> m.word().equals(word)).findFirst());
  }

  private static Duration cooldown(Members members, String name) {
    return Duration.ofSeconds(members.number(name, 0, WEEK_SECONDS).orElse(COOLDOWN));
  }

  private static Optional<ScheduledAction> action(Members action) {
    var name = action.due("ScheduledActionName", "night");
    var text = action.due("Schedule", "cron(0 22 * * ? *)");
    var schedule = text.flatMap(Schedule::parse);
    if (text.isPresent() && schedule.isEmpty()) {
      action.tell(
          TD4061,
          Quoted.of(text.get()) + " is not a schedule",
          "Schedule",
          "AWS takes at(yyyy-mm-ddThh:mm:ss), rate(N minutes|hours|days) and cron(six fields).",
          "write one of them, as cron(0 22 * * ? *)");
    }
    action.expect("ScalableTargetAction", "{MinCapacity: 0, MaxCapacity: 1}");
    var bounds = action.object("ScalableTargetAction", Shape.SCALABLE_TARGET_ACTION);
    var zone = zone(action);
    return name.flatMap(n ->
        schedule.flatMap(s ->
            bounds.map(b ->
                new ScheduledAction(
                    n,
                    s,
                    zone,
                    instant(action, "StartTime"),
                    instant(action, "EndTime"),
                    whole(b.number("MinCapacity", 0, MOST)),
                    whole(b.number("MaxCapacity", 0, MOST))))));
  }

  private static OptionalInt whole(Optional<Integer> number) {
    return number.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static ZoneId zone(Members action) {
    var text = action.text("Timezone");
    try {
      return text.map(ZoneId::of).orElse(ZoneOffset.UTC);
    } catch (DateTimeException _) {
      action.tell(
          TD4061,
          Quoted.of(text.orElse("")) + " is not a time zone",
          "Timezone",
          "AWS takes the names of the IANA time zone database.",
          "write one of them, as Europe/Berlin");
      return ZoneOffset.UTC;
    }
  }

  private static Optional<Instant> instant(Members action, String member) {
    var text = action.text(member);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeException _) {
      action.tell(
          TD4061,
          Quoted.of(text.orElse("")) + " is not a moment",
          member,
          "It is written with date, time and offset.",
          "write it as 2026-12-31T22:00:00Z");
      return Optional.empty();
    }
  }

  private static Optional<Double> decimal(Members members, String name) {
    var text = members.text(name);
    var value = text.filter(t -> t.matches("-?\\d{1,12}(\\.\\d{1,6})?")).map(Double::valueOf);
    if (text.isPresent() && value.isEmpty()) {
      members.tell(
          TD4060,
          Quoted.of(name) + " is " + Quoted.of(text.get()),
          name,
          "AWS takes a number here.",
          "write one");
    }
    return value;
  }
}
