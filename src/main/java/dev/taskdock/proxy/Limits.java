package dev.taskdock.proxy;

import java.time.Duration;

/// How long a load balancer waits, and how its packets to targets are marked.
///
/// @param idle `idle_timeout.timeout_seconds`: without one byte on either side
/// @param keepAlive `client_keep_alive.seconds`: how old a client's connection may become
/// @param connect for a target to accept a connection
/// @param linger for a client to take what it was sent last
/// @param mark their code point of differentiated services, 0 for none
public record Limits(
    Duration idle, Duration keepAlive, Duration connect, Duration linger, int mark) {
  /// Without a mark.
  public Limits(Duration idle, Duration keepAlive, Duration connect, Duration linger) {
    this(idle, keepAlive, connect, linger, 0);
  }

  /// As AWS sets them.
  public static Limits usual() {
    return new Limits(
        Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofSeconds(5));
  }
}
