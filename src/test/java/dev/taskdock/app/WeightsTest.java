package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.app.Weights.Share;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.ListenerRuleName;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.RuleAction.Forward.Weighted;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TrafficRules;
import dev.taskdock.model.Transforms;
import dev.taskdock.state.Traffic;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Listener rules whose weights deployments shift.
final class WeightsTest {
  private static final TargetGroupName BLUE = new TargetGroupName("blue");
  private static final TargetGroupName GREEN = new TargetGroupName("green");
  private static final TargetGroupName OTHER = new TargetGroupName("other");

  @Test
  void before_and_after_a_shift_one_group_gets_all() {
    assertThat(groups(Forward.to(BLUE), 0)).containsExactly(new Weighted(BLUE, 1000));
    assertThat(groups(Forward.to(BLUE), 100)).containsExactly(new Weighted(GREEN, 1000));
  }

  @Test
  void a_share_has_tenths_of_a_percent() {
    assertThat(groups(Forward.to(BLUE), 0.1))
        .containsExactly(new Weighted(BLUE, 999), new Weighted(GREEN, 1));
  }

  @Test
  void a_third_group_keeps_its_share() {
    var three =
        new Forward(
            List.of(new Weighted(OTHER, 3), new Weighted(BLUE, 1), new Weighted(GREEN, 0)),
            Optional.empty());

    assertThat(groups(three, 40))
        .containsExactly(
            new Weighted(OTHER, 3000), new Weighted(BLUE, 600), new Weighted(GREEN, 400));
  }

  @Test
  void what_leads_elsewhere_is_left_alone() {
    assertThat(groups(Forward.to(OTHER), 40)).containsExactly(new Weighted(OTHER, 1));
    var fixed = new RuleAction.FixedResponse(200, Optional.of("text/plain"), "ok");
    assertThat(applied(fixed, fixed, share(40, TrafficRules.UNNAMED)).defaultActions().routing())
        .isEqualTo(fixed);
  }

  @Test
  void where_rules_are_named_no_other_is_changed() {
    var rules = new TrafficRules(rule("web:80"), rule("web:80/5"));

    var listener = applied(Forward.to(BLUE), Forward.to(BLUE), share(40, rules));

    assertThat(((Forward) listener.defaultActions().routing()).groups()).hasSize(2);
    assertThat(((Forward) listener.rules().getFirst().actions().routing()).groups())
        .containsExactly(new Weighted(GREEN, 1));
    assertThat(
            applied(
                Forward.to(BLUE),
                Forward.to(BLUE),
                share(40, new TrafficRules(rule("web:81"), Optional.empty()))))
        .isEqualTo(listener(Forward.to(BLUE), Forward.to(BLUE)));
  }

  private static Optional<ListenerRuleName> rule(String name) {
    return ListenerRuleName.parse(name);
  }

  private static Share share(double percent, TrafficRules rules) {
    return new Share(new Traffic(BLUE, GREEN, percent, GREEN), rules);
  }

  private static List<Weighted> groups(Forward forward, double percent) {
    var listener = applied(forward, Forward.to(OTHER), share(percent, TrafficRules.UNNAMED));
    return ((Forward) listener.defaultActions().routing()).groups();
  }

  private static Listener applied(
      RuleAction.Routing routing, RuleAction.Routing rule, Share share) {
    var balancer =
        new LoadBalancer(
            new LoadBalancerName("web"),
            List.of(listener(routing, rule)),
            LoadBalancerAttributes.DEFAULT);
    return Weights.applied(List.of(share), List.of(balancer)).getFirst().listeners().getFirst();
  }

  private static Listener listener(RuleAction.Routing routing, RuleAction.Routing rule) {
    return new Listener(
        80,
        Optional.empty(),
        List.of(new ListenerRule(5, List.of(), Transforms.NONE, RuleActions.of(rule))),
        RuleActions.of(routing),
        ListenerAttributes.DEFAULT);
  }
}
