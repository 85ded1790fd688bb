package dev.taskdock.model;

import java.time.Duration;
import java.util.Optional;

/// What is said of a target group of a network load balancer and of no other.
///
/// Source: CreateTargetGroup and ModifyTargetGroupAttributes.
///
/// @param proxyProtocol `proxy_protocol_v2.enabled`
/// @param preservesClientIp `preserve_client_ip.enabled`
/// @param sticky `stickiness.type` of `source_ip`: a client address stays with its target
/// @param crossZone `load_balancing.cross_zone.enabled`; empty where the load balancer's counts
/// @param cutsDeregistered whether what is left of a target's flows is reset at the end of its
///   deregistration delay
/// @param cutsUnhealthy whether flows to a target that becomes unhealthy are reset
/// @param unhealthyDraining how long such a target is said to be draining first, where they are not
public record FlowAttributes(
    FlowProtocol protocol,
    boolean proxyProtocol,
    boolean preservesClientIp,
    boolean sticky,
    Optional<Boolean> crossZone,
    boolean cutsDeregistered,
    boolean cutsUnhealthy,
    Duration unhealthyDraining) {
  /// What applies where nothing is said to a group of targets by IP address.
  public static FlowAttributes standard(FlowProtocol protocol) {
    boolean datagrams = protocol.hasDatagrams();
    return new FlowAttributes(
        protocol, false, datagrams, false, Optional.empty(), datagrams, !datagrams, Duration.ZERO);
  }
}
