package dev.taskdock.model;

/// What a network load balancer's listener takes, and what the targets of a group of it speak.
///
/// Source: CreateListener and CreateTargetGroup, `Protocol`; QUIC is left out.
public enum FlowProtocol {
  TCP,
  TLS,
  UDP,
  TCP_UDP;

  /// Whether connections of TCP are taken.
  public boolean hasConnections() {
    return this != UDP;
  }

  /// Whether datagrams of UDP are taken.
  public boolean hasDatagrams() {
    return this == UDP || this == TCP_UDP;
  }

  /// Whether a listener of this protocol may forward to a group of `group`.
  ///
  /// Source: the guide to network load balancers, "Listener configuration".
  public boolean goesTo(FlowProtocol group) {
    return switch (this) {
      case TCP -> group == TCP || group == TCP_UDP;
      case TLS -> group == TCP || group == TLS;
      case UDP -> group == UDP || group == TCP_UDP;
      case TCP_UDP -> group == TCP_UDP;
    };
  }

  /// How the address of a listener begins, as in `tcp://127.128.7.9:6379`.
  public String scheme() {
    return switch (this) {
      case TCP, TCP_UDP -> "tcp";
      case TLS -> "tls";
      case UDP -> "udp";
    };
  }
}
