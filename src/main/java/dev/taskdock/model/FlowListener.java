package dev.taskdock.model;

import java.time.Duration;
import java.util.Optional;

/// A port of a network load balancer.
///
/// @param tls how it speaks TLS; empty where the protocol is another
/// @param forward the target groups, each with its share of the flows
/// @param idleTimeout `tcp.idle_timeout.seconds`: how long a connection of TCP may be silent
public record FlowListener(
    int port,
    FlowProtocol protocol,
    Optional<TlsSettings> tls,
    AlpnPolicy alpn,
    RuleAction.Forward forward,
    Duration idleTimeout) {
  /// `tcp.idle_timeout.seconds` where nothing is said, and of TLS always.
  public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(350);

  /// After how long without a datagram a flow of UDP is forgotten.
  public static final Duration UDP_TIMEOUT = Duration.ofMinutes(2);
}
