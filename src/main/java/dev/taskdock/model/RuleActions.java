package dev.taskdock.model;

import java.util.Optional;

/// The actions of a rule in their order: one that routes, and before it perhaps one that asks who
/// is there.
public record RuleActions(
    Optional<RuleAction.Authenticating> authentication, RuleAction.Routing routing) {
  /// Nothing but `routing`.
  public static RuleActions of(RuleAction.Routing routing) {
    return new RuleActions(Optional.empty(), routing);
  }
}
