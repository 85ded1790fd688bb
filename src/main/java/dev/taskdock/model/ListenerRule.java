package dev.taskdock.model;

import java.util.List;

/// A rule of a listener: what is done with requests for which all its conditions hold.
///
/// @param priority 1–50000, unique in its listener; the lowest that applies wins
public record ListenerRule(
    int priority, List<RuleCondition> conditions, Transforms transforms, RuleActions actions) {
  public ListenerRule {
    conditions = List.copyOf(conditions);
  }
}
