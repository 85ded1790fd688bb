package dev.taskdock.routing;

import java.util.Map;

/// Which listener a request came to: what a redirect calls its protocol and port.
///
/// @param scheme `http` or `https`
/// @param declaredPort as declared
/// @param moved the ports that stand in, on this machine, for ones that could not be bound
record Door(String scheme, int declaredPort, Map<Integer, Integer> moved) {
  Door {
    moved = Map.copyOf(moved);
  }

  /// The port that clients reach it at.
  int port() {
    return moved.getOrDefault(declaredPort, declaredPort);
  }

  /// The port of a redirect, so that it leads to where the other listener really is.
  String reachable(String port) {
    return port.matches("\\d{1,5}")
        ? Integer.toString(moved.getOrDefault(Integer.parseInt(port), Integer.parseInt(port)))
        : port;
  }
}
