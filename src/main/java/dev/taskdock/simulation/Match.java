package dev.taskdock.simulation;

import java.util.Map;

/// How engines look for labels.
final class Match {
  private Match() {}

  /// Whether all that is wanted is there; an empty value means "any value".
  static boolean all(Map<String, String> wanted, Map<String, String> labels) {
    return wanted.entrySet().stream()
        .allMatch(e ->
            labels.containsKey(e.getKey())
                && (e.getValue().isEmpty() || e.getValue().equals(labels.get(e.getKey()))));
  }
}
