package dev.taskdock.app;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What DiscoverInstances answers.
///
/// @param refused why not, as Cloud Map calls it
/// @param revision grows with each change of who is registered
public record Discovered(Optional<String> refused, List<Instance> instances, long revision) {
  public Discovered {
    instances = List.copyOf(instances);
  }

  static Discovered refused(String why) {
    return new Discovered(Optional.of(why), List.of(), 0);
  }

  /// One that was found.
  ///
  /// @param attributes by Cloud Map's and ECS's names
  public record Instance(String id, boolean healthy, Map<String, String> attributes) {
    public Instance {
      attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
  }
}
