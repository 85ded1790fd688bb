package dev.taskdock.input.declared;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Location;
import java.util.List;

/// Load balancers that stand in for those that are not here.
public final class Fronts {
  private Fronts() {}

  /// What a load balancer is called that stands in for the one of `listener`.
  public static String nameFor(String listener) {
    return "stand-in-" + Stable.letters(listener, 6);
  }

  /// Where rules stand whose own listener is not here.
  public static final String PORT = "80";

  /// A load balancer on port 80 for rules whose own is not here; what none of them takes is not
  /// found.
  public static Node.Member forRules(String name, List<Node> rules) {
    return forRules(name, rules, List.of());
  }

  /// The same, in these security groups.
  public static Node.Member forRules(String name, List<Node> rules, List<String> groups) {
    var at = rules.getFirst().location();
    var notFound =
        Tree.at(at)
            .with("Type", "fixed-response")
            .with("FixedResponseConfig", Tree.at(at).with("StatusCode", "404"))
            .end();
    var front =
        Tree.at(at)
            .with("Protocol", "HTTP")
            .with("Port", PORT)
            .withAll("DefaultActions", List.of(notFound))
            .withAll("Rules", rules)
            .end();
    return Nodes.member(at, name, withListeners(at, List.of(front), groups));
  }

  private static Node withListeners(Location at, List<Node> listeners, List<String> groups) {
    var balancer = Tree.at(at).withAll("Listeners", listeners);
    return groups.isEmpty()
        ? balancer.end()
        : balancer.with("SecurityGroups", Nodes.texts(at, groups)).end();
  }
}
