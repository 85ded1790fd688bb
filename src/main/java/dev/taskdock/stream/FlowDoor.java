package dev.taskdock.stream;

import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.IpAddress;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.ListenerId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// A listener of a network load balancer, as its sockets are made.
///
/// @param at where it is; its port need not be the declared one
/// @param idle how long a connection may be silent, and how long a flow of UDP is remembered
/// @param mark the code point of differentiated services on packets to targets, 0 for none
/// @param tls how it speaks TLS, where it does
public record FlowDoor(
    ListenerId id,
    FlowProtocol protocol,
    InetSocketAddress at,
    Duration idle,
    Duration datagramIdle,
    int mark,
    Optional<TlsFront> tls) {
  /// What its connections are.
  FlowTraffic.Kind kind() {
    return tls.isPresent() ? FlowTraffic.Kind.TLS : FlowTraffic.Kind.TCP;
  }

  /// The address in `at`.
  IpAddress address() {
    return IpAddress.of(at.getAddress().getAddress());
  }

  /// The same at another port.
  FlowDoor at(InetSocketAddress bound) {
    return new FlowDoor(id, protocol, bound, idle, datagramIdle, mark, tls);
  }
}
