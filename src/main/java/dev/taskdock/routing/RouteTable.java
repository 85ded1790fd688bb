package dev.taskdock.routing;

import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.TargetGroupName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that the data path knows: what the rules of each listener do with a request, and which
/// targets each group has. It never changes; another takes its place.
///
/// Rules change seldom and are compiled once; targets change all the time and are put in beside
/// them.
public final class RouteTable {
  private final Map<ListenerId, ListenerRoutes> listeners;
  private final Map<TargetGroupName, Pool> pools;

  private RouteTable(Map<ListenerId, ListenerRoutes> listeners, Map<TargetGroupName, Pool> pools) {
    this.listeners = listeners;
    this.pools = pools;
  }

  /// The rules of `loadBalancers`, with no target anywhere.
  ///
  /// @param moved the ports that stand in, on this machine, for declared ones
  public static RouteTable of(List<LoadBalancer> loadBalancers, Map<Integer, Integer> moved) {
    var listeners = new HashMap<ListenerId, ListenerRoutes>();
    for (var balancer : loadBalancers) {
      for (var listener : balancer.listeners()) {
        var door = new Door(listener.scheme(), listener.port(), moved);
        listeners.put(
            new ListenerId(balancer.name(), listener.port()), ListenerRoutes.of(listener, door));
      }
    }
    return new RouteTable(Map.copyOf(listeners), Map.of());
  }

  /// The same rules with these targets in place of those there were.
  public RouteTable withPools(List<Pool> all) {
    var named = new HashMap<TargetGroupName, Pool>();
    all.forEach(pool -> named.put(pool.group().name(), pool));
    return new RouteTable(listeners, Map.copyOf(named));
  }

  /// The rules of a listener; none where it is no longer declared.
  public Optional<ListenerRoutes> listener(ListenerId id) {
    return Optional.ofNullable(listeners.get(id));
  }

  /// The targets of a group; none where nothing is known of it.
  public Optional<Pool> pool(TargetGroupName group) {
    return Optional.ofNullable(pools.get(group));
  }
}
