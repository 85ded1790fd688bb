package dev.taskdock.engine;

import java.util.List;

/// Which network namespace a container lives in.
public sealed interface Networking {
  /// One of its own, attached to a network of the engine's, with ports published to the laptop.
  record Attached(String network, List<Publication> publications) implements Networking {
    public Attached {
      publications = List.copyOf(publications);
    }
  }

  /// The namespace of another container, which must run by the time this one starts.
  record Joined(String containerId) implements Networking {}
}
