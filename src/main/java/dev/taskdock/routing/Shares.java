package dev.taskdock.routing;

import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroupName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The target groups of a forward action, each with its share of the requests.
///
/// A group without healthy targets keeps its share: weights do not fail over.
public final class Shares {
  private final List<Forward.Weighted> groups;
  private final Optional<Duration> stickiness;
  private final int sum;

  private Shares(Forward forward) {
    groups = forward.groups();
    stickiness = forward.stickiness();
    sum = groups.stream().mapToInt(Forward.Weighted::weight).sum();
  }

  static Shares of(Forward forward) {
    return new Shares(forward);
  }

  /// The group that a request gets; none where all weights are zero.
  ///
  /// @param chance uniform in [0, 1), drawn for each request
  public Optional<TargetGroupName> at(double chance) {
    long left = (long) (chance * sum);
    for (var weighted : groups) {
      left -= weighted.weight();
      if (left < 0) {
        return Optional.of(weighted.group());
      }
    }
    return Optional.empty();
  }

  /// Whether `group` is one of them, with whatever weight: who got one keeps it.
  public boolean has(TargetGroupName group) {
    return groups.stream().anyMatch(g -> g.group().equals(group));
  }

  /// How long a client keeps the group it got; empty where each request is drawn anew.
  public Optional<Duration> stickiness() {
    return stickiness;
  }

  /// The groups with their weights.
  public List<Forward.Weighted> groups() {
    return groups;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shares shares
        && shares.groups.equals(groups)
        && shares.stickiness.equals(stickiness);
  }

  @Override
  public int hashCode() {
    return groups.hashCode();
  }

  @Override
  public String toString() {
    return groups.size() == 1
        ? groups.getFirst().group().value()
        : groups.stream()
            .map(g -> g.group() + " (" + g.weight() + ")")
            .collect(Collectors.joining(", "));
  }
}
