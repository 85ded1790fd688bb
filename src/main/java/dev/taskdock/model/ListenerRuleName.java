package dev.taskdock.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Which rule of which listener: `web:8080/10`, or `web:8080` for the default rule.
///
/// Rules have no names; on AWS an ARN stands in this place, which says nothing of a rule in a file.
///
/// @param port of the listener, as declared
/// @param priority of the rule; empty for the default rule
public record ListenerRuleName(LoadBalancerName loadBalancer, int port, OptionalInt priority) {
  private static final Pattern SHAPE =
      Pattern.compile("([A-Za-z0-9-]+):([0-9]{1,5})(?:/([0-9]{1,5}|default))?");

  /// The rule that `text` names; empty where it is none in this form.
  public static Optional<ListenerRuleName> parse(String text) {
    var matcher = SHAPE.matcher(text);
    if (!matcher.matches() || !LoadBalancerName.isValid(matcher.group(1))) {
      return Optional.empty();
    }
    var priority = Optional.ofNullable(matcher.group(3)).filter(p -> !p.equals("default"));
    return Optional.of(
        new ListenerRuleName(
            new LoadBalancerName(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            priority.map(p -> OptionalInt.of(Integer.parseInt(p))).orElse(OptionalInt.empty())));
  }

  /// Whether there is such a rule.
  public boolean isIn(LoadBalancer balancer) {
    return balancer.name().equals(loadBalancer)
        && balancer.listeners().stream()
            .filter(l -> l.port() == port)
            .anyMatch(l ->
                priority.isEmpty()
                    || l.rules().stream().anyMatch(r -> r.priority() == priority.getAsInt()));
  }

  @Override
  public String toString() {
    return loadBalancer + ":" + port + (priority.isPresent() ? "/" + priority.getAsInt() : "");
  }
}
