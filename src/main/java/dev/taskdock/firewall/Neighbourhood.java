package dev.taskdock.firewall;

import dev.taskdock.model.GroupId;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.SecurityGroup.Direction;
import dev.taskdock.model.SecurityGroupRule;
import dev.taskdock.model.SecurityGroupRule.Peer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that rules may speak of at one moment: the groups, and who is there.
///
/// @param laptop addresses of this machine, as a rule may have them
public record Neighbourhood(
    AddressPlan plan,
    Map<GroupId, SecurityGroup> groups,
    List<Party.OfTask> tasks,
    List<Party.OfBalancer> balancers,
    List<IpAddress> laptop) {
  private static final IpAddress LOOPBACK = IpAddress.v4(0x7f00_0001);

  public Neighbourhood {
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    tasks = List.copyOf(tasks);
    balancers = List.copyOf(balancers);
    laptop = List.copyOf(laptop);
  }

  /// The tasks that have a group.
  List<Party.OfTask> members(GroupId group) {
    return tasks.stream().filter(t -> t.groups().contains(group)).toList();
  }

  /// A rule, and the group it stands in.
  record Written(GroupId group, SecurityGroupRule rule) {}

  /// All rules of some groups in one direction.
  List<Written> rules(Collection<GroupId> of, Direction direction) {
    var rules = new ArrayList<Written>();
    for (var id : of) {
      Optional.ofNullable(groups.get(id))
          .ifPresent(
              group -> group.rules(direction).forEach(rule -> rules.add(new Written(id, rule))));
    }
    return rules;
  }

  /// Whether a rule speaks of `party`.
  ///
  /// A load balancer lies somewhere in the VPC. This machine is outside: it is meant by everybody's
  /// block and by one with an address of its own.
  boolean isMeant(Peer peer, Party party) {
    return switch (peer) {
      case Peer.Group(var id) -> party.groups().contains(id);
      case Peer.Block(var block) ->
          switch (party) {
            case Party.OfTask task -> plan.isIn(block, task.address());
            case Party.OfBalancer _ -> plan.isIn(block, plan.router());
            case Party.Outside(var address) -> plan.isIn(block, address);
            case Party.Laptop _ ->
                block.length() == 96
                    || block.contains(LOOPBACK)
                    || laptop.stream().anyMatch(block::contains);
          };
    };
  }

  /// Who has an address; one that nobody has is somebody's outside.
  public Party at(IpAddress address, int mark) {
    if (address.equals(plan.router())) {
      return balancers.stream()
          .filter(b -> b.mark() == mark)
          .<Party>map(b -> b)
          .findFirst()
          .orElseGet(Party.Laptop::new);
    }
    return tasks.stream()
        .filter(t -> t.address().equals(address))
        .<Party>map(t -> t)
        .findFirst()
        .orElseGet(() -> new Party.Outside(address));
  }
}
