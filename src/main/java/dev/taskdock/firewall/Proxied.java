package dev.taskdock.firewall;

import dev.taskdock.model.IpAddress;
import java.util.List;

/// What Service Connect's proxy carries from and to one task.
///
/// @param ways where connections of the task go
/// @param entrances where it takes connections of others
public record Proxied(List<Way> ways, List<Entrance> entrances) {
  /// Nothing.
  public static final Proxied NONE = new Proxied(List.of(), List.of());

  /// The mark of the proxy's packets to tasks: the largest code point of differentiated services,
  /// which nobody else uses.
  public static final int MARK = 63;

  public Proxied {
    ways = List.copyOf(ways);
    entrances = List.copyOf(entrances);
  }

  /// An address in the task that leads to the proxy.
  public record Way(IpAddress address, int port, TaskEndpoint proxy) {}

  /// A port at which the proxy reaches a container, which sees the connection come from within its
  /// task.
  ///
  /// @param port where the proxy connects to
  /// @param behind the container's own
  public record Entrance(int port, int behind) {}

  /// Whether there is nothing.
  public boolean isEmpty() {
    return ways.isEmpty() && entrances.isEmpty();
  }
}
