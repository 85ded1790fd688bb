package dev.taskdock.routing;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.Patterns.Regexes;
import dev.taskdock.model.Patterns.Wildcards;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.model.Transforms;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Listeners and rules for tests, in few words.
final class Rules {
  private static final LoadBalancerName NAME = new LoadBalancerName("web");

  private Rules() {}

  /// The routes of a listener at port 80 whose default is to answer 404.
  static ListenerRoutes routes(ListenerRule... rules) {
    return routes(
        new Listener(80, Optional.empty(), List.of(rules), fixed(404), ListenerAttributes.DEFAULT));
  }

  /// The routes of a listener at `port` that speaks TLS.
  static ListenerRoutes secured(int port, ListenerRule... rules) {
    return routes(
        new Listener(
            port,
            Optional.of(TlsSettings.DEFAULT),
            List.of(rules),
            fixed(404),
            ListenerAttributes.DEFAULT));
  }

  static ListenerRoutes routes(Listener listener) {
    return routes(listener, Map.of());
  }

  static ListenerRoutes routes(Listener listener, Map<Integer, Integer> moved) {
    var balancer = new LoadBalancer(NAME, List.of(listener), LoadBalancerAttributes.DEFAULT);
    return RouteTable.of(List.of(balancer), moved)
        .listener(new ListenerId(NAME, listener.port()))
        .orElseThrow();
  }

  /// A rule that forwards to the group `p<priority>`.
  static ListenerRule rule(int priority, RuleCondition... conditions) {
    return rule(priority, forward("p" + priority), conditions);
  }

  static ListenerRule rule(int priority, RuleAction.Routing action, RuleCondition... conditions) {
    return new ListenerRule(
        priority, Arrays.asList(conditions), Transforms.NONE, RuleActions.of(action));
  }

  static RuleAction.Forward forward(String group) {
    return RuleAction.Forward.to(new TargetGroupName(group));
  }

  static RuleActions fixed(int status) {
    return RuleActions.of(new RuleAction.FixedResponse(status, Optional.empty(), ""));
  }

  static RuleCondition host(String... patterns) {
    return new RuleCondition.HostHeader(new Wildcards(List.of(patterns)));
  }

  static RuleCondition path(String... patterns) {
    return new RuleCondition.PathPattern(new Wildcards(List.of(patterns)));
  }

  static RuleCondition pathRegex(String... patterns) {
    return new RuleCondition.PathPattern(new Regexes(List.of(patterns)));
  }

  static RuleCondition header(String name, String... patterns) {
    return new RuleCondition.HttpHeader(name, new Wildcards(List.of(patterns)));
  }

  static RuleCondition method(String... methods) {
    return new RuleCondition.HttpRequestMethod(List.of(methods));
  }

  /// Each written as `key=value` or `value`.
  static RuleCondition query(String... pairs) {
    return new RuleCondition.QueryString(
        Arrays.stream(pairs)
            .map(pair -> pair.split("=", 2))
            .map(parts ->
                parts.length == 1
                    ? new RuleCondition.QueryString.Pair(Optional.empty(), parts[0])
                    : new RuleCondition.QueryString.Pair(Optional.of(parts[0]), parts[1]))
            .toList());
  }

  static RuleCondition source(String... blocks) {
    return new RuleCondition.SourceIp(
        Arrays.stream(blocks).map(AddressBlock::parse).flatMap(Optional::stream).toList());
  }
}
