package dev.taskdock.model;

import java.util.Optional;

/// A port, or a range of ports, that a container declares.
///
/// On awsvpc the port inside and outside is the same, so there is one number, not two. Declaring a
/// port opens nothing: every port a process binds is reachable at the task's address.
///
/// @param first the port, or the first of `containerPortRange`; 1–65535
/// @param last the same port, or the last of the range
/// @param name what Service Connect calls it, when given
/// @param appProtocol what Service Connect takes it to speak
public record PortMapping(
    int first, int last, Protocol protocol, Optional<String> name, AppProtocol appProtocol) {
  public PortMapping {
    if (first < 1 || last > 65_535 || last < first) {
      throw new IllegalArgumentException("not a port range: " + first + "-" + last);
    }
  }

  /// A range of which Service Connect is told nothing more.
  public PortMapping(int first, int last, Protocol protocol, Optional<String> name) {
    this(first, last, protocol, name, AppProtocol.TCP);
  }

  /// One port without a name.
  public static PortMapping of(int port, Protocol protocol) {
    return new PortMapping(port, port, protocol, Optional.empty());
  }

  /// Whether both claim one port of one protocol.
  public boolean clashesWith(PortMapping other) {
    return protocol == other.protocol && first <= other.last && other.first <= last;
  }

  /// Whether `port` is one of ours.
  public boolean covers(int port) {
    return first <= port && port <= last;
  }

  @Override
  public String toString() {
    return (first == last ? "" + first : first + "-" + last) + "/" + protocol.word();
  }
}
