package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7021;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How many tasks a service has, where `count` is an object: a scalable target with a policy for
/// each field that Copilot scales by.
///
/// Source: Copilot, manifest `count`; its validation of AdvancedCount and Range.
///
/// @param least how many it begins with
/// @param tree an entry of `scalableTargets`
record CopilotScaling(String least, Node.Mapping tree) {
  private static final List<String> OF_SERVICES =
      List.of("cpu_percentage", "memory_percentage", "requests", "response_time");
  private static final List<String> OF_WORKERS =
      List.of("cpu_percentage", "memory_percentage", "queue_delay");

  /// Empty where the service does not scale, after telling what Copilot refuses.
  static Optional<CopilotScaling> of(Manifest manifest, Notes notes, Problems problems) {
    tell(manifest, problems);
    var spot = manifest.at("count", "spot").or(() -> manifest.at("count", "range", "spot_from"));
    if (spot.isPresent()) {
      notes.said(manifest.name() + ": no task is interrupted here as one on Fargate Spot may be");
    }
    return range(manifest, problems)
        .map(range -> new CopilotScaling(range.least(), tree(manifest, range, notes)));
  }

  /// The fields that a manifest of its kind may scale by.
  private static List<String> fields(Manifest manifest) {
    return manifest.kind() == Kind.WORKER ? OF_WORKERS : OF_SERVICES;
  }

  private static void tell(Manifest manifest, Problems problems) {
    var fields = fields(manifest);
    boolean range = manifest.at("count", "range").isPresent();
    boolean scaled = fields.stream().anyMatch(f -> manifest.at("count", f).isPresent());
    var named = String.join(", ", fields);
    if (manifest.at("count", "spot").isPresent() && (range || scaled)) {
      refuse(
          manifest,
          problems,
          "tasks on Fargate Spot alone do not scale",
          "must specify one, not both, of \"spot\" and \"range/" + String.join("/", fields) + "\"",
          "write spot_from in the range instead");
    } else if (scaled && !range) {
      refuse(
          manifest,
          problems,
          "scaling without a range of tasks",
          "\"range\" must be specified if one of " + named + " is",
          "add range: 1-10");
    } else if (range && !scaled) {
      refuse(
          manifest,
          problems,
          "a range of tasks, and nothing to scale by",
          "must specify at least one of " + named + " if \"range\" is specified",
          "add cpu_percentage: 70");
    }
  }

  private static void refuse(
      Manifest manifest, Problems problems, String what, String why, String fix) {
    problems.add(
        Diagnostic.error(TD7021, what)
            .at(manifest.placeOf("count"))
            .because("Copilot: " + why)
            .fixedBy(fix));
  }

  /// From how many to how many tasks.
  private record Range(String least, String most) {}

  private static Optional<Range> range(Manifest manifest, Problems problems) {
    var object =
        manifest
            .object("count", "range")
            .map(o ->
                new Range(Nodes.textOf(o, "min").orElse("1"), Nodes.textOf(o, "max").orElse("1")));
    if (object.isPresent()) {
      return object;
    }
    var text = manifest.text("count", "range");
    var parts = text.orElse("").split("-", 2);
    boolean good =
        parts.length == 2 && parts[0].matches("\\d{1,4}") && parts[1].matches("\\d{1,4}");
    if (text.isPresent() && !good) {
      problems.add(
          Diagnostic.error(TD7021, Quoted.of(text.get()) + " is no range of tasks")
              .at(manifest.placeOf("count", "range"))
              .because("Copilot: range must be in the format of ${min}-${max}")
              .fixedBy("write range: 1-10"));
    }
    return good ? Optional.of(new Range(parts[0], parts[1])) : Optional.empty();
  }

  private static Node.Mapping tree(Manifest manifest, Range range, Notes notes) {
    var at = manifest.placeOf("count", "range");
    var policies = new ArrayList<Node>();
    policy(manifest, "cpu_percentage", "ECSServiceAverageCPUUtilization").ifPresent(policies::add);
    policy(manifest, "memory_percentage", "ECSServiceAverageMemoryUtilization")
        .ifPresent(policies::add);
    policy(manifest, "requests", "ALBRequestCountPerTarget").ifPresent(policies::add);
    for (var other : List.of("response_time", "queue_delay")) {
      manifest
          .at("count", other)
          .ifPresent(_ -> notes.notYet(manifest.name(), "scaling by " + other));
    }
    return Tree.at(at)
        .with("MinCapacity", range.least())
        .with("MaxCapacity", range.most())
        .withAll("ScalingPolicies", policies)
        .end();
  }

  private static Optional<Node> policy(Manifest manifest, String member, String metric) {
    var value =
        manifest.scalar("count", member).or(() -> manifest.scalar("count", member, "value"));
    return value.map(v -> {
      var tracking =
          Tree.at(v.location())
              .with("TargetValue", Nodes.text(v.location(), v.text()))
              .with(
                  "PredefinedMetricSpecification",
                  Tree.at(v.location()).with("PredefinedMetricType", metric));
      cooldown(manifest, member, "in").ifPresent(s -> tracking.with("ScaleInCooldown", s));
      cooldown(manifest, member, "out").ifPresent(s -> tracking.with("ScaleOutCooldown", s));
      return Tree.at(v.location())
          .with("PolicyName", member)
          .with("PolicyType", "TargetTrackingScaling")
          .with("TargetTrackingScalingPolicyConfiguration", tracking)
          .end();
    });
  }

  private static Optional<String> cooldown(Manifest manifest, String member, String way) {
    return manifest
        .text("count", member, "cooldown", way)
        .or(() -> manifest.text("count", "cooldown", way))
        .flatMap(Durations::seconds);
  }
}
