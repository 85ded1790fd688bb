package dev.taskdock.model;

import java.util.Optional;

/// The listener rules that a deployment changes which takes over traffic.
///
/// Source: CreateService, `advancedConfiguration`. There `productionListenerRule` is required; here
/// every rule that leads to one of the two target groups is meant where it is left out.
///
/// @param production whose weights are shifted
/// @param test which leads to the new tasks before that
public record TrafficRules(Optional<ListenerRuleName> production, Optional<ListenerRuleName> test) {
  /// None named.
  public static final TrafficRules UNNAMED = new TrafficRules(Optional.empty(), Optional.empty());
}
