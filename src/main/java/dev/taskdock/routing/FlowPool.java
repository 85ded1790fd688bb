package dev.taskdock.routing;

import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The targets of a group of a network load balancer, and who of them gets a flow.
///
/// The same flow gets the same target as long as the same ones are eligible: a hash of it decides.
/// With cross-zone load balancing all zones are one; without, a flow comes in by one of the zones
/// that have healthy targets, as their addresses stand in DNS, and stays in it. Where too few of a
/// zone are healthy all of it are used, and where no zone has any, all zones are.
///
/// Source: the guide to network load balancers, "Routing algorithm", "Cross-zone load balancing"
/// and "Target group health".
public final class FlowPool {
  private final TargetGroup group;
  private final FlowAttributes flows;
  private final List<Member> members;
  private final List<Zone> zones;

  /// The targets of one zone that get flows, in a fixed order.
  private record Zone(List<TargetId> eligible, boolean healthy, boolean failsOpen) {
    Zone {
      eligible = List.copyOf(eligible);
    }
  }

  private FlowPool(
      TargetGroup group, List<Member> members, Map<TargetId, String> zones, boolean crossZone) {
    this.group = group;
    this.flows = group.flows().orElseThrow();
    this.members = List.copyOf(members);
    boolean one = flows.crossZone().orElse(crossZone);
    var byZone = new TreeMap<String, List<Member>>();
    for (var member : members) {
      if (member.standing() != Standing.DRAINING) {
        var zone = one ? "" : zones.getOrDefault(member.id(), "");
        byZone.computeIfAbsent(zone, _ -> new ArrayList<>()).add(member);
      }
    }
    var all = byZone.values().stream().map(this::zone).toList();
    var healthy = all.stream().filter(Zone::healthy).toList();
    this.zones = healthy.isEmpty() ? all : healthy;
  }

  /// Those of a group.
  ///
  /// @param zones where targets are, as far as that is known; the others are in one zone
  /// @param crossZone what the load balancer says, for a group that says nothing
  public static FlowPool of(
      TargetGroup group, List<Member> members, Map<TargetId, String> zones, boolean crossZone) {
    return new FlowPool(group, members, zones, crossZone);
  }

  private Zone zone(List<Member> members) {
    var healthy = members.stream().filter(m -> m.standing() == Standing.HEALTHY).toList();
    boolean enough = group.attributes().minimumHealthy().isMetBy(healthy.size(), members.size());
    return new Zone(
        (enough ? healthy : members).stream().map(Member::id).toList(),
        !healthy.isEmpty(),
        !enough);
  }

  public TargetGroup group() {
    return group;
  }

  public List<Member> members() {
    return members;
  }

  /// Who gets `flow`; none where nobody is registered or all are leaving.
  public Optional<Choice> choose(Flow flow) {
    if (zones.isEmpty()) {
      return Optional.empty();
    }
    // A client with a target of its own comes by the zone of that one.
    long hash = flows.sticky() ? flow.sourceHash() : flow.hash();
    var zone = zones.get(index(Flow.mixed(hash), zones.size()));
    var target =
        flows.sticky()
            ? highest(zone.eligible(), hash)
            : zone.eligible().get(index(hash, zone.eligible().size()));
    return Optional.of(new Choice(target, this, zone.failsOpen()));
  }

  /// Of a target that leaves only its own clients go elsewhere: each weighs all targets by itself.
  private static TargetId highest(List<TargetId> targets, long client) {
    var best = targets.getFirst();
    long most = Long.MIN_VALUE;
    for (var target : targets) {
      long weight = Flow.mixed(client + target.hashCode() * 0x9E3779B97F4A7C15L);
      if (weight > most) {
        most = weight;
        best = target;
      }
    }
    return best;
  }

  private static int index(long hash, int size) {
    return (int) Long.remainderUnsigned(hash, size);
  }

  /// A target for a flow.
  ///
  /// @param failsOpen whether it was not looked at who is healthy, since too few are
  public record Choice(TargetId target, FlowPool pool, boolean failsOpen) {
    /// What is said of its group.
    public FlowAttributes flows() {
      return pool.flows;
    }
  }
}
