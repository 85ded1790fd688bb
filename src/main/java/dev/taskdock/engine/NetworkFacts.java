package dev.taskdock.engine;

import java.util.List;
import java.util.Map;

/// A network the engine has.
///
/// @param subnets in CIDR form
public record NetworkFacts(
    String id, String name, List<String> subnets, Map<String, String> labels) {
  public NetworkFacts {
    subnets = List.copyOf(subnets);
    labels = Map.copyOf(labels);
  }
}
