package dev.taskdock.app;

import java.util.List;
import java.util.Optional;

/// Whether one end reaches another: what the rules say, and what was seen.
///
/// @param from what the one is called
/// @param to what the other is called
/// @param reasons what decides, in the order of the packet's way
/// @param seen what became of a real packet; empty where none could be sent
/// @param arrived whether it came through
public record Reach(
    String from,
    String to,
    boolean passes,
    List<String> reasons,
    Optional<String> seen,
    Optional<Boolean> arrived) {
  public Reach {
    reasons = List.copyOf(reasons);
  }
}
