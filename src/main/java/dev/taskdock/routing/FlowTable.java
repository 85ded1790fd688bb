package dev.taskdock.routing;

import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that the data path of network load balancers knows: where the flows of each listener go, and
/// which targets there are. It never changes; another takes its place.
public final class FlowTable {
  /// Without a listener.
  public static final FlowTable EMPTY = new FlowTable(Map.of(), Map.of());

  private final Map<ListenerId, Forward> forwards;
  private final Map<TargetGroupName, FlowPool> pools;

  private FlowTable(Map<ListenerId, Forward> forwards, Map<TargetGroupName, FlowPool> pools) {
    this.forwards = forwards;
    this.pools = pools;
  }

  /// That of `balancers` with the targets in `pools`; those of other groups are left out.
  ///
  /// @param zones where targets are
  public static FlowTable of(
      List<NetworkLoadBalancer> balancers, List<Pool> pools, Map<TargetId, String> zones) {
    var forwards = new HashMap<ListenerId, Forward>();
    var named = new HashMap<TargetGroupName, FlowPool>();
    for (var balancer : balancers) {
      for (var listener : balancer.listeners()) {
        forwards.put(new ListenerId(balancer.name(), listener.port()), listener.forward());
      }
      for (var pool : pools) {
        if (balancer.groups().contains(pool.group().name())) {
          named.put(
              pool.group().name(),
              FlowPool.of(pool.group(), pool.members(), zones, balancer.crossZone()));
        }
      }
    }
    return new FlowTable(Map.copyOf(forwards), Map.copyOf(named));
  }

  /// Whether these are the targets of its group here, and not those of an earlier table.
  public boolean holds(FlowPool pool) {
    return pools.get(pool.group().name()) == pool;
  }

  /// Who gets a flow; none where nobody can.
  ///
  /// A group keeps its share though it has no targets, as AWS's weights do not fail over.
  public Optional<FlowPool.Choice> choose(ListenerId listener, Flow flow) {
    return Optional.ofNullable(forwards.get(listener))
        .flatMap(forward -> group(forward, flow))
        .flatMap(group -> Optional.ofNullable(pools.get(group)))
        .flatMap(pool -> pool.choose(flow));
  }

  /// The targets of a group; none where nothing is known of it.
  public Optional<FlowPool> pool(TargetGroupName group) {
    return Optional.ofNullable(pools.get(group));
  }

  private static Optional<TargetGroupName> group(Forward forward, Flow flow) {
    if (forward.groups().size() == 1) {
      var only = forward.groups().getFirst();
      return only.weight() == 0 ? Optional.empty() : Optional.of(only.group());
    }
    long hash = forward.stickiness().isPresent() ? flow.sourceHash() : flow.hash();
    // Other bits than those that choose the target.
    double chance = (Flow.mixed(~hash) >>> 11) * 0x1.0p-53;
    return Shares.of(forward).at(chance);
  }
}
