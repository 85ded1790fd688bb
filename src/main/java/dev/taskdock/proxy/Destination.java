package dev.taskdock.proxy;

import java.net.InetSocketAddress;

/// Where a request goes.
sealed interface Destination {
  /// To a target.
  record Target(InetSocketAddress address) implements Destination {}

  /// Nowhere: the load balancer answers with this status.
  record Refusal(int status) implements Destination {}
}
