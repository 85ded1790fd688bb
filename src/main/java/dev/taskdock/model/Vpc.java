package dev.taskdock.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A VPC as it is declared.
///
/// @param block `CidrBlock`; empty where any will do
/// @param subnets in the order written
/// @param groups by their ids, the default group among them
public record Vpc(
    Optional<AddressBlock> block, List<Subnet> subnets, Map<GroupId, SecurityGroup> groups) {
  public Vpc {
    subnets = List.copyOf(subnets);
    var all = new TreeMap<>(groups);
    all.putIfAbsent(GroupId.DEFAULT, SecurityGroup.standard());
    groups = Collections.unmodifiableSortedMap(all);
  }

  /// A subnet by its name.
  public Optional<Subnet> subnet(String id) {
    return subnets.stream().filter(s -> s.id().equals(id)).findFirst();
  }
}
