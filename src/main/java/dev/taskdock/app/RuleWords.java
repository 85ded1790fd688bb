package dev.taskdock.app;

import dev.taskdock.model.Listener;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.model.TargetGroupName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rules of a listener in words, for a person.
final class RuleWords {
  private RuleWords() {}

  /// In the order in which they are asked, the default last.
  static List<FrontStatus.Rule> of(Listener listener) {
    var rules = new ArrayList<FrontStatus.Rule>();
    listener.rules().stream()
        .sorted(java.util.Comparator.comparingInt(r -> r.priority()))
        .forEach(rule ->
            rules.add(
                new FrontStatus.Rule(
                    rule.priority() + "",
                    rule.conditions().stream().map(RuleWords::words).toList(),
                    words(rule.actions()))));
    rules.add(new FrontStatus.Rule("default", List.of(), words(listener.defaultActions())));
    return rules;
  }

  /// Whether a rule of a load balancer asks who is there.
  static boolean asksWhoIsThere(LoadBalancer balancer) {
    return balancer.listeners().stream()
        .flatMap(l ->
            Stream.concat(Stream.of(l.defaultActions()), l.rules().stream().map(r -> r.actions())))
        .anyMatch(actions -> actions.authentication().isPresent());
  }

  /// The groups that rules of a load balancer forward to.
  static Set<TargetGroupName> groups(LoadBalancer balancer) {
    return balancer.listeners().stream()
        .flatMap(l ->
            Stream.concat(Stream.of(l.defaultActions()), l.rules().stream().map(r -> r.actions())))
        .flatMap(actions ->
            actions.routing() instanceof RuleAction.Forward forward
                ? forward.groups().stream()
                : Stream.empty())
        .map(RuleAction.Forward.Weighted::group)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String words(RuleCondition condition) {
    var name = condition instanceof RuleCondition.HttpHeader header ? " " + header.name() : "";
    return condition.field() + name + " " + String.join(" or ", values(condition));
  }

  private static List<String> values(RuleCondition condition) {
    return switch (condition) {
      case RuleCondition.HostHeader(var patterns) -> patterns.values();
      case RuleCondition.PathPattern(var patterns) -> patterns.values();
      case RuleCondition.HttpHeader(_, var patterns) -> patterns.values();
      case RuleCondition.HttpRequestMethod(var methods) -> methods;
      case RuleCondition.QueryString(var pairs) -> pairs.stream().map(p -> p + "").toList();
      case RuleCondition.SourceIp(var blocks) -> blocks.stream().map(b -> b + "").toList();
    };
  }

  private static List<String> words(RuleActions actions) {
    return Stream.concat(
            actions.authentication().stream().map(RuleAction::type),
            Stream.of(words(actions.routing())))
        .toList();
  }

  /// What an action does.
  static String words(RuleAction.Routing routing) {
    return switch (routing) {
      case RuleAction.Forward(var groups, _) ->
          "forward "
              + groups.stream()
                  .map(g -> g.group() + (groups.size() == 1 ? "" : " (" + g.weight() + ")"))
                  .collect(Collectors.joining(", "));
      case RuleAction.Redirect r ->
          "redirect %d %s://%s:%s%s?%s"
              .formatted(r.status(), r.protocol(), r.host(), r.port(), r.path(), r.query());
      case RuleAction.FixedResponse(int status, _, _) -> "fixed-response " + status;
    };
  }
}
