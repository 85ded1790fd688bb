package dev.taskdock.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A security group: what may come in and what may go out; whatever no rule allows is dropped.
///
/// Source: "Security group rules" of the VPC guide. Rules only allow, several groups add up, and an
/// answer passes whatever the rules of the other direction say.
///
/// @param name `GroupName`, where it has another than its id
public record SecurityGroup(
    GroupId id,
    Optional<String> name,
    List<SecurityGroupRule> ingress,
    List<SecurityGroupRule> egress) {
  public SecurityGroup {
    ingress = List.copyOf(ingress);
    egress = List.copyOf(egress);
  }

  /// The default group of a VPC.
  public static SecurityGroup standard() {
    var members =
        new SecurityGroupRule(
            new SecurityGroupRule.Traffic.All(), new SecurityGroupRule.Peer.Group(GroupId.DEFAULT));
    return new SecurityGroup(
        GroupId.DEFAULT, Optional.empty(), List.of(members), List.of(SecurityGroupRule.ALL_OUT));
  }

  /// All rules of one direction.
  public List<SecurityGroupRule> rules(Direction direction) {
    return switch (direction) {
      case INGRESS -> ingress;
      case EGRESS -> egress;
    };
  }

  /// The groups that its rules speak of.
  public Stream<GroupId> peers() {
    return Stream.concat(ingress.stream(), egress.stream())
        .map(SecurityGroupRule::peer)
        .filter(SecurityGroupRule.Peer.Group.class::isInstance)
        .map(peer -> ((SecurityGroupRule.Peer.Group) peer).id());
  }

  /// Which way a rule looks.
  public enum Direction {
    INGRESS,
    EGRESS;

    /// As in "no inbound rule".
    public String word() {
      return switch (this) {
        case INGRESS -> "inbound";
        case EGRESS -> "outbound";
      };
    }
  }
}
