package dev.taskdock.model;

import java.time.Duration;
import java.util.List;
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
/// @param manner which kind of load balancer asks, and what it is content with
public record TargetHealthCheck(
    ProtocolVersion version,
    boolean tls,
    OptionalInt port,
    String path,
    Duration interval,
    Duration timeout,
    int healthyThreshold,
    int unhealthyThreshold,
    StatusMatcher matcher,
    Manner manner) {
  /// Who asks.
  public enum Manner {
    /// An application load balancer, by HTTP.
    APPLICATION,
    /// A network load balancer, by HTTP; of what is wrong it says only that something is.
    NETWORK,
    /// A network load balancer that is content with a connection.
    CONNECTION
  }

  /// That of an application load balancer.
  public TargetHealthCheck(
      ProtocolVersion version,
      boolean tls,
      OptionalInt port,
      String path,
      Duration interval,
      Duration timeout,
      int healthyThreshold,
      int unhealthyThreshold,
      StatusMatcher matcher) {
    this(
        version,
        tls,
        port,
        path,
        interval,
        timeout,
        healthyThreshold,
        unhealthyThreshold,
        matcher,
        Manner.APPLICATION);
  }

  /// What applies where nothing is said to a network load balancer's group.
  ///
  /// @param http whether it asks by HTTP or HTTPS
  public static TargetHealthCheck ofNetwork(boolean http, boolean tls) {
    return new TargetHealthCheck(
        ProtocolVersion.HTTP1,
        tls,
        OptionalInt.empty(),
        "/",
        Duration.ofSeconds(30),
        Duration.ofSeconds(http && !tls ? 6 : 10),
        5,
        2,
        new StatusMatcher(List.of(new StatusMatcher.Range(200, 399))),
        http ? Manner.NETWORK : Manner.CONNECTION);
  }

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
