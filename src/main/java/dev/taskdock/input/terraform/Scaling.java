package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `aws_appautoscaling_*` of services of ECS, in the words of Application Auto Scaling.
final class Scaling {
  private static final List<String> METRICS =
      List.of(
          "ECSServiceAverageCPUUtilization",
          "ECSServiceAverageMemoryUtilization",
          "ALBRequestCountPerTarget");

  private final Plan plan;
  private final References references;
  private final Notes notes;

  Scaling(Plan plan, References references, Notes notes) {
    this.plan = plan;
    this.references = references;
    this.notes = notes;
  }

  /// Adds `scalableTargets` to `tree`.
  ///
  /// @param services the names of those that run here
  void addTo(Tree tree, Set<String> services, Location start) {
    var targets = new LinkedHashMap<String, Node.Mapping>();
    for (var instance : plan.of("aws_appautoscaling_target")) {
      var target = Block.of(instance, references);
      var service = service(target, services);
      if (service.isEmpty()) {
        notes.said("%s scales nothing that runs here".formatted(instance.address()));
        continue;
      }
      targets.put(
          service.get(),
          Words.of(target)
              .values("min_capacity=MinCapacity", "max_capacity=MaxCapacity")
              .withAll("ScalingPolicies", policies(service.get(), services))
              .withAll("ScheduledActions", actions(service.get(), services))
              .end());
    }
    if (!targets.isEmpty()) {
      var section = Tree.at(start);
      targets.forEach(section::with);
      tree.with("scalableTargets", section);
    }
  }

  /// The service in `service/CLUSTER/NAME`, or the one that the expression refers to.
  private Optional<String> service(Block block, Set<String> services) {
    var known = block.values().get("resource_id");
    if (known.isPresent()) {
      return block
          .text("resource_id")
          .map(id -> id.substring(id.lastIndexOf('/') + 1))
          .filter(services::contains);
    }
    return block
        .expressions()
        .get("resource_id")
        .map(e -> references.found(e, block.of()))
        .flatMap(f ->
            f.targets().stream()
                .map(References.Target::instance)
                .map(i ->
                    i.is("aws_appautoscaling_target")
                        ? service(Block.of(i, references), services)
                        : Optional.of(i)
                            .filter(s -> s.is("aws_ecs_service"))
                            .map(Identities::name)
                            .filter(services::contains))
                .flatMap(Optional::stream)
                .findFirst());
  }

  private List<Node> policies(String service, Set<String> services) {
    var policies = new ArrayList<Node>();
    for (var instance : plan.of("aws_appautoscaling_policy")) {
      var policy = Block.of(instance, references);
      if (service(policy, services).filter(service::equals).isPresent()) {
        tracking(policy)
            .ifPresentOrElse(
                policies::add,
                () -> notes.notYet(instance.address(), "scaling by alarms or own metrics"));
      }
    }
    return policies;
  }

  private static Optional<Node> tracking(Block policy) {
    return policy
        .block("target_tracking_scaling_policy_configuration")
        .filter(t ->
            t.block("predefined_metric_specification")
                .flatMap(m -> m.text("predefined_metric_type"))
                .filter(METRICS::contains)
                .isPresent())
        .map(t ->
            Words.of(policy)
                .with(
                    "PolicyName", Nodes.text(policy.placeOf("name"), Identities.name(policy.of())))
                .with("PolicyType", "TargetTrackingScaling")
                .with(
                    "TargetTrackingScalingPolicyConfiguration",
                    Words.of(t)
                        .values(
                            "target_value=TargetValue",
                            "scale_in_cooldown=ScaleInCooldown",
                            "scale_out_cooldown=ScaleOutCooldown",
                            "disable_scale_in=DisableScaleIn")
                        .block(
                            "predefined_metric_specification",
                            "PredefinedMetricSpecification",
                            m ->
                                Words.of(m)
                                    .values("predefined_metric_type=PredefinedMetricType")
                                    .end())
                        .end())
                .end());
  }

  private List<Node> actions(String service, Set<String> services) {
    return plan.of("aws_appautoscaling_scheduled_action").stream()
        .map(i -> Block.of(i, references))
        .filter(a -> service(a, services).filter(service::equals).isPresent())
        .map(a ->
            (Node)
                Words.of(a)
                    .with(
                        "ScheduledActionName",
                        Nodes.text(a.placeOf("name"), Identities.name(a.of())))
                    .values(
                        "schedule=Schedule",
                        "timezone=Timezone",
                        "start_time=StartTime",
                        "end_time=EndTime")
                    .block(
                        "scalable_target_action",
                        "ScalableTargetAction",
                        t ->
                            Words.of(t)
                                .values("min_capacity=MinCapacity", "max_capacity=MaxCapacity")
                                .end())
                    .end())
        .toList();
  }
}
