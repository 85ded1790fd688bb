package dev.taskdock.app;

import java.util.List;

/// Which rule takes a request, and why the others before it do not: what `lb why` shows.
///
/// @param port of the listener, as declared
/// @param refused the rules that were asked before, in their order
/// @param priority of the rule that applies, `default` for the last
/// @param action what it does, in words
/// @param groups how the groups do that it forwards to
public record RouteExplanation(
    String loadBalancer,
    int port,
    List<Refused> refused,
    String priority,
    String action,
    List<String> groups) {
  public RouteExplanation {
    refused = List.copyOf(refused);
    groups = List.copyOf(groups);
  }

  /// A rule that does not apply, and what of it does not hold.
  public record Refused(int priority, List<String> failures) {
    public Refused {
      failures = List.copyOf(failures);
    }
  }
}
