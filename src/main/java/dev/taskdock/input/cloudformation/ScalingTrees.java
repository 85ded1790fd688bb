package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Scalable targets of all stacks as `scalableTargets` of `taskdock.yaml`: by the names of their
/// services, with their policies, and each step policy with the alarm that sets it off.
final class ScalingTrees {
  private static final String SCALING = "AWS::ApplicationAutoScaling::";
  private static final String STEPS = "StepScalingPolicyConfiguration";
  private static final String TRACKING = "TargetTrackingScalingPolicyConfiguration";

  /// The metrics of CloudWatch that are known here, by their names there.
  private static final Map<String, String> METRICS =
      Map.of(
          "AWS/ECS CPUUtilization", "ECSServiceAverageCPUUtilization",
          "AWS/ECS MemoryUtilization", "ECSServiceAverageMemoryUtilization",
          "AWS/ApplicationELB RequestCountPerTarget", "ALBRequestCountPerTarget");

  private static final int MINUTE = 60;
  private static final int MOST_PERIODS = 60;

  private final StackSet set;
  private final Notes notes;
  private final Set<String> alarms = new HashSet<>();

  ScalingTrees(StackSet set, Notes notes) {
    this.set = set;
    this.notes = notes;
  }

  /// The member `scalableTargets`; empty where there are none.
  Optional<Node.Member> member() {
    var targets = new LinkedHashMap<String, Node.Member>();
    var services =
        set.resources("AWS::ECS::Service").stream().map(s -> s.name("ServiceName")).toList();
    for (var target : set.resources(SCALING + "ScalableTarget")) {
      var id = target.text("ResourceId").orElse("");
      var service = id.substring(id.lastIndexOf('/') + 1);
      if (!id.startsWith("service/")) {
        notes.notHere(target.id(), target.type());
      } else if (!services.contains(service)) {
        notes.said(target.id() + " scales a service that is not here: " + service);
      } else {
        targets.putIfAbsent(service, Nodes.member(target.location(), service, target(target, id)));
      }
    }
    var start = Location.startOf(set.stacks().getFirst().template().source().file());
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Nodes.member(
                start, "scalableTargets", new Node.Mapping(start, List.copyOf(targets.values()))));
  }

  /// Whether an alarm sets off a policy; to be asked after [#member].
  boolean has(Resource alarm) {
    return alarms.contains(alarm.key());
  }

  private Node.Mapping target(Resource target, String id) {
    var at = target.location();
    var members = new ArrayList<Node.Member>();
    for (var member : target.properties().members()) {
      switch (member.name()) {
        case "ResourceId", "ScalableDimension", "ServiceNamespace", "RoleARN" -> {}
        default -> members.add(member);
      }
    }
    var policies =
        set.resources(SCALING + "ScalingPolicy").stream()
            .filter(p -> isOf(p, target, id))
            .flatMap(p -> policy(p).stream())
            .map(Node.class::cast)
            .toList();
    if (!policies.isEmpty()) {
      members.add(Nodes.member(at, "ScalingPolicies", new Node.Sequence(at, policies)));
    }
    return new Node.Mapping(at, members);
  }

  private static boolean isOf(Resource policy, Resource target, String id) {
    return policy
            .text("ScalingTargetId")
            .filter(t -> isText(ResourceNames.ref(target, target.location()), t))
            .isPresent()
        || policy.text("ResourceId").filter(id::equals).isPresent();
  }

  private static boolean isText(Node node, String text) {
    return node instanceof Node.Scalar scalar && scalar.text().equals(text);
  }

  private Optional<Node.Mapping> policy(Resource policy) {
    var at = policy.location();
    var members = new ArrayList<Node.Member>();
    members.add(Nodes.member(at, "PolicyName", Nodes.text(at, policy.name("PolicyName"))));
    for (var member : policy.properties().members()) {
      switch (member.name()) {
        case "PolicyName",
            "ResourceId",
            "ScalableDimension",
            "ServiceNamespace",
            "ScalingTargetId" -> {}
        default -> members.add(member);
      }
    }
    var tree = new Node.Mapping(at, members);
    if (tree.get(STEPS).isPresent()) {
      return alarm(policy).map(a -> Nodes.with(tree, Nodes.member(at, "Alarm", a)));
    }
    var own =
        tree.get(TRACKING).orElse(null) instanceof Node.Mapping tracking
            && tracking.has("CustomizedMetricSpecification");
    if (own) {
      notes.notYet(policy.id(), "scaling by metrics of one's own");
    }
    return own ? Optional.empty() : Optional.of(tree);
  }

  /// The alarm that sets a step policy off, in the words of PutMetricAlarm.
  private Optional<Node.Mapping> alarm(Resource policy) {
    var arn = ResourceNames.ref(policy, policy.location());
    var alarm =
        set.resources("AWS::CloudWatch::Alarm").stream()
            .filter(a ->
                a.property("AlarmActions").stream()
                    .flatMap(actions -> Nodes.scalars(actions).stream())
                    .anyMatch(action -> isText(arn, action.text())))
            .findFirst();
    if (alarm.isEmpty()) {
      notes.said(policy.id() + " scales nothing: no alarm here sets it off");
      return Optional.empty();
    }
    var metric =
        Optional.ofNullable(
            METRICS.get(
                alarm.get().text("Namespace").orElse("")
                    + " "
                    + alarm.get().text("MetricName").orElse("")));
    if (metric.isEmpty()) {
      notes.notYet(
          policy.id(), "scaling by " + alarm.get().text("MetricName").orElse("several metrics"));
      return Optional.empty();
    }
    alarms.add(alarm.get().key());
    return Optional.of(alarm(alarm.get(), metric.get()));
  }

  private static Node.Mapping alarm(Resource alarm, String metric) {
    var at = alarm.location();
    var members = new ArrayList<Node.Member>();
    members.add(Nodes.member(at, "MetricName", Nodes.text(at, metric)));
    for (var name : List.of("Threshold", "ComparisonOperator")) {
      alarm.property(name).ifPresent(value -> members.add(Nodes.member(at, name, value)));
    }
    members.add(Nodes.member(at, "EvaluationPeriods", Nodes.text(at, "" + minutes(alarm))));
    return new Node.Mapping(at, members);
  }

  /// There is a value each minute here: three periods of five minutes are fifteen of them.
  private static int minutes(Resource alarm) {
    int periods = number(alarm, "EvaluationPeriods", 1);
    int seconds = number(alarm, "Period", MINUTE);
    return Math.clamp((long) periods * Math.max(1, seconds / MINUTE), 1, MOST_PERIODS);
  }

  private static int number(Resource alarm, String name, int otherwise) {
    return alarm
        .text(name)
        .filter(t -> t.matches("\\d{1,6}"))
        .map(Integer::valueOf)
        .orElse(otherwise);
  }
}
