package dev.taskdock.model;

/// Targets by IP address that share the requests sent to their group.
///
/// Source: CreateTargetGroup with target type `ip`, the one that Fargate has.
///
/// @param tls whether targets are spoken to with TLS; their certificates are not looked at
/// @param port where targets listen that say nothing else
public record TargetGroup(
    TargetGroupName name,
    boolean tls,
    ProtocolVersion version,
    int port,
    TargetHealthCheck healthCheck,
    TargetGroupAttributes attributes) {}
