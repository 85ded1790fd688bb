package dev.taskdock.model;

import java.util.Optional;

/// Targets by IP address that share the requests or flows sent to their group.
///
/// Source: CreateTargetGroup with target type `ip`, the one that Fargate has.
///
/// @param tls whether targets are spoken to with TLS; their certificates are not looked at
/// @param port where targets listen that say nothing else
/// @param flows what a network load balancer's group has beside; empty for one of requests
public record TargetGroup(
    TargetGroupName name,
    boolean tls,
    ProtocolVersion version,
    int port,
    TargetHealthCheck healthCheck,
    TargetGroupAttributes attributes,
    Optional<FlowAttributes> flows) {
  /// One of an application load balancer.
  public TargetGroup(
      TargetGroupName name,
      boolean tls,
      ProtocolVersion version,
      int port,
      TargetHealthCheck healthCheck,
      TargetGroupAttributes attributes) {
    this(name, tls, version, port, healthCheck, attributes, Optional.empty());
  }

  /// What its targets speak, as AWS writes it.
  public String protocol() {
    return flows.map(f -> f.protocol().name()).orElse(tls ? "HTTPS" : "HTTP");
  }
}
