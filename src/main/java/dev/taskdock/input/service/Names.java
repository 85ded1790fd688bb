package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4033;

import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The target groups that rules may name, by name or by ARN.
public final class Names {
  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:elasticloadbalancing:[^:]*:[^:]*:targetgroup/([^/]+)(?:/.*)?");

  private final Map<String, TargetGroup> groups = new LinkedHashMap<>();

  Names(List<TargetGroup> all) {
    all.forEach(group -> groups.put(group.name().value(), group));
  }

  /// The name that `text` is, or that the ARN in it has.
  public static Optional<TargetGroupName> name(String text) {
    var arn = ARN.matcher(text);
    var name = arn.matches() ? arn.group(1) : text;
    return TargetGroupName.isValid(name)
        ? Optional.of(new TargetGroupName(name))
        : Optional.empty();
  }

  /// The group that the member `TargetGroupArn` names; told where there is none.
  Optional<TargetGroup> group(Members members) {
    var text = members.text("TargetGroupArn");
    var found = text.flatMap(Names::name).map(name -> groups.get(name.value()));
    if (text.isPresent() && found.isEmpty()) {
      members.tellAws(
          TD4033,
          "no target group " + Quoted.of(text.get()),
          "TargetGroupArn",
          "Target group '" + text.get() + "' not found",
          Nearest.of(text.get(), groups.keySet())
              .map(near -> "write " + Quoted.of(near))
              .orElse("declare it below targetGroups"));
    }
    return found;
  }
}
