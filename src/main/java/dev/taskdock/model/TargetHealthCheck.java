package dev.taskdock.model;

import java.time.Duration;
import java.util.OptionalInt;

/// How a load balancer finds out whether a target of a group is well.
///
/// Source: CreateTargetGroup, `HealthCheck*` and `Matcher`.
///
/// @param version what it speaks with the target, as traffic does
/// @param tls whether it speaks TLS with the target
/// @param port another port than that of the traffic
/// @param healthyThreshold how many successes in a row bring a target back
/// @param unhealthyThreshold how many failures in a row count
public record TargetHealthCheck(
    ProtocolVersion version,
    boolean tls,
    OptionalInt port,
    String path,
    Duration interval,
    Duration timeout,
    int healthyThreshold,
    int unhealthyThreshold,
    StatusMatcher matcher) {
  /// What applies where nothing is said.
  public static TargetHealthCheck standard(ProtocolVersion version) {
    boolean grpc = version == ProtocolVersion.GRPC;
    return new TargetHealthCheck(
        version,
        false,
        OptionalInt.empty(),
        grpc ? "/AWS.ALB/healthcheck" : "/",
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        5,
        2,
        StatusMatcher.only(grpc ? 12 : 200));
  }
}
