package dev.taskdock.engine;

import java.util.List;
import java.util.Optional;

/// Which network namespace a container lives in.
public sealed interface Networking {
  /// One of its own, attached to a network of the engine's, with ports published to the laptop.
  ///
  /// @param seat empty where the engine chooses an address and a name
  record Attached(String network, List<Publication> publications, Optional<Seat> seat)
      implements Networking {
    public Attached {
      publications = List.copyOf(publications);
    }

    /// With an address and a name of the engine's choice.
    public Attached(String network, List<Publication> publications) {
      this(network, publications, Optional.empty());
    }
  }

  /// The namespace of another container, which must run by the time this one starts.
  record Joined(String containerId) implements Networking {}

  /// An address on the network, and the host name of whoever lives there.
  ///
  /// @param address IPv4, one of the network's that is free
  record Seat(String address, String hostName) {}
}
