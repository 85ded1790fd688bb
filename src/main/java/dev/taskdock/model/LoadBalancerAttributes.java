package dev.taskdock.model;

import java.time.Duration;

/// The attributes of an application load balancer that something here reads.
///
/// Source: ModifyLoadBalancerAttributes.
///
/// @param idleTimeout how long a connection may be silent, on either side
/// @param clientKeepAlive how long a client's connection is kept for further requests
/// @param http2 whether HTTPS listeners offer it
/// @param logs what is written down
public record LoadBalancerAttributes(
    Duration idleTimeout,
    Duration clientKeepAlive,
    DesyncMitigation desyncMitigation,
    boolean dropsInvalidHeaderFields,
    boolean http2,
    ForwardedHeaders headers,
    Logs logs) {
  /// What applies where nothing is said.
  public static final LoadBalancerAttributes DEFAULT =
      new LoadBalancerAttributes(
          Duration.ofSeconds(60),
          Duration.ofHours(1),
          DesyncMitigation.DEFENSIVE,
          false,
          true,
          ForwardedHeaders.DEFAULT,
          Logs.NONE);

  /// What becomes of requests that servers may understand in different ways.
  public enum DesyncMitigation {
    MONITOR,
    DEFENSIVE,
    STRICTEST
  }

  /// Which headers tell a target about the client.
  ///
  /// @param preservesHost whether the Host header stays as the client sent it
  /// @param tlsVersionAndCipher whether they are told
  /// @param clientPort whether X-Forwarded-For has the port too
  public record ForwardedHeaders(
      ForwardedFor forwardedFor,
      boolean preservesHost,
      boolean tlsVersionAndCipher,
      boolean clientPort) {
    /// What applies where nothing is said.
    public static final ForwardedHeaders DEFAULT =
        new ForwardedHeaders(ForwardedFor.APPEND, false, false, false);
  }

  /// What becomes of X-Forwarded-For.
  public enum ForwardedFor {
    APPEND,
    PRESERVE,
    REMOVE
  }

  /// What is written down; AWS keeps it in S3, taskdock beside its other logs.
  public record Logs(boolean access, boolean connections, boolean healthChecks) {
    /// Nothing.
    public static final Logs NONE = new Logs(false, false, false);
  }
}
