package dev.taskdock.engine;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// A network the engine has.
///
/// @param subnets in CIDR form
/// @param mtu bytes a packet may have, where it was set
public record NetworkFacts(
    String id, String name, List<String> subnets, OptionalInt mtu, Map<String, String> labels) {
  public NetworkFacts {
    subnets = List.copyOf(subnets);
    labels = Map.copyOf(labels);
  }
}
