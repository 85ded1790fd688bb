package dev.taskdock.engine;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which network namespace a container lives in.
public sealed interface Networking {
  /// One of its own, attached to a network of the engine's, with ports published to the laptop.
  ///
  /// @param seat empty where the engine chooses an address and a name
  /// @param hosts addresses by the names that lead to them in its hosts file
  record Attached(
      String network,
      List<Publication> publications,
      Optional<Seat> seat,
      Map<String, String> hosts)
      implements Networking {
    public Attached {
      publications = List.copyOf(publications);
      hosts = Collections.unmodifiableMap(new TreeMap<>(hosts));
    }

    /// With an address and a name of the engine's choice.
    public Attached(String network, List<Publication> publications) {
      this(network, publications, Optional.empty());
    }

    /// With no names of its own.
    public Attached(String network, List<Publication> publications, Optional<Seat> seat) {
      this(network, publications, seat, Map.of());
    }
  }

  /// The namespace of another container, which must run by the time this one starts.
  record Joined(String containerId) implements Networking {}

  /// An address on the network, and the host name of whoever lives there.
  ///
  /// @param address IPv4, one of the network's that is free
  record Seat(String address, String hostName) {}
}
