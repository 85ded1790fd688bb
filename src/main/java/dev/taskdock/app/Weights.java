package dev.taskdock.app;

import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.ListenerRuleName;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.RuleAction.Forward.Weighted;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.TrafficRules;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The rules of load balancers as deployments have changed them that take over traffic.
///
/// A production rule leads to the two target groups by their shares; a group that gets nothing is
/// left out, so that no client stays with it by its cookie. A test rule leads to the group of the
/// new tasks once they are healthy.
final class Weights {
  /// Percents have tenths.
  private static final int WHOLE = 1000;

  private final List<Share> shares;

  /// The traffic of a service, and which rules it comes through.
  record Share(Traffic traffic, TrafficRules rules) {}

  private Weights(List<Share> shares) {
    this.shares = shares;
  }

  /// The shares there are now, of all services that have two target groups.
  static List<Share> shares(Desired desired, Observed observed) {
    var shares = new ArrayList<Share>();
    observed
        .services()
        .states()
        .forEach((name, state) -> {
          var service = desired.services().get(name);
          if (service != null) {
            service
                .revision()
                .loadBalancers()
                .forEach(to ->
                    Traffic.of(state, to).ifPresent(t -> shares.add(new Share(t, to.rules()))));
          }
        });
    return shares;
  }

  /// The load balancers with their rules changed.
  static List<LoadBalancer> applied(List<Share> shares, List<LoadBalancer> declared) {
    var weights = new Weights(shares);
    return shares.isEmpty()
        ? declared
        : declared.stream()
            .map(balancer ->
                new LoadBalancer(
                    balancer.name(),
                    balancer.listeners().stream().map(l -> weights.in(balancer, l)).toList(),
                    balancer.attributes()))
            .toList();
  }

  private Listener in(LoadBalancer balancer, Listener listener) {
    return new Listener(
        listener.port(),
        listener.tls(),
        listener.rules().stream()
            .map(rule ->
                new ListenerRule(
                    rule.priority(),
                    rule.conditions(),
                    rule.transforms(),
                    changed(
                        rule.actions(),
                        new ListenerRuleName(
                            balancer.name(), listener.port(), OptionalInt.of(rule.priority())))))
            .toList(),
        changed(
            listener.defaultActions(),
            new ListenerRuleName(balancer.name(), listener.port(), OptionalInt.empty())),
        listener.attributes());
  }

  private RuleActions changed(RuleActions actions, ListenerRuleName name) {
    return switch (actions.routing()) {
      case Forward forward -> {
        var changed = forward;
        for (var share : shares) {
          changed = changed(changed, name, share);
        }
        yield new RuleActions(actions.authentication(), changed);
      }
      case RuleAction.Redirect _, RuleAction.FixedResponse _ -> actions;
    };
  }

  private static Forward changed(Forward forward, ListenerRuleName name, Share share) {
    var traffic = share.traffic();
    if (share.rules().test().filter(name::equals).isPresent()) {
      return new Forward(List.of(new Weighted(traffic.test(), 1)), forward.stickiness());
    }
    int pair =
        forward.groups().stream().filter(g -> isOf(g, traffic)).mapToInt(Weighted::weight).sum();
    boolean isMeant = share.rules().production().map(name::equals).orElse(true);
    if (!isMeant || forward.groups().stream().noneMatch(g -> isOf(g, traffic))) {
      return forward;
    }
    int moved = (int) Math.round(traffic.percent() * WHOLE / 100);
    var groups = new ArrayList<Weighted>();
    for (var group : forward.groups()) {
      if (!isOf(group, traffic)) {
        groups.add(new Weighted(group.group(), group.weight() * WHOLE));
      }
    }
    if (moved < WHOLE) {
      groups.add(new Weighted(traffic.production(), pair * (WHOLE - moved)));
    }
    if (moved > 0) {
      groups.add(new Weighted(traffic.alternate(), pair * moved));
    }
    return new Forward(groups, forward.stickiness());
  }

  private static boolean isOf(Weighted group, Traffic traffic) {
    return group.group().equals(traffic.production()) || group.group().equals(traffic.alternate());
  }
}
