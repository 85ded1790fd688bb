package dev.taskdock.firewall;

import java.util.Optional;

/// One nftables ruleset for one namespace.
///
/// A Fargate task reaches link-local addresses only where the platform answers there
/// (169.254.170.2); the instance metadata address 169.254.169.254 is not offered. What nobody
/// answers is dropped inside the namespace, so no such packet ever reaches the laptop's own
/// network, where a cloud or a router might answer it.
///
/// The translation has a table of its own, as the engine has for its names: the same namespace
/// holds the engine's rules, so nothing here may ever flush all of them. It comes before the filter
/// (a priority of -100 against 0), so what it has translated is not link-local any more by then.
///
/// What security groups say is added by [Filter].
///
/// @param text in the form `nft -f` reads
/// @param routesLoopback whether the namespace is to route packets of loopback addresses
public record Ruleset(String text, boolean routesLoopback) {
  /// One that leaves loopback addresses alone.
  public Ruleset(String text) {
    this(text, false);
  }

  private static final String LINK_LOCAL_DROPPED =
      """
      table inet taskdock {
        chain output {
          type filter hook output priority 0; policy accept;
          ip daddr 169.254.0.0/16 counter drop
        }
      }
      """;

  /// Everything may pass but link-local addresses; the task's endpoint leads to where it is
  /// answered.
  public static Ruleset answering(TaskEndpoint endpoint) {
    return new Ruleset(endpointTable(endpoint) + LINK_LOCAL_DROPPED);
  }

  /// Everything may pass but link-local addresses.
  public static Ruleset linkLocalDropped() {
    return new Ruleset(LINK_LOCAL_DROPPED);
  }

  /// Everything may pass but link-local addresses; the endpoint is answered where there is one.
  public static Ruleset open(Optional<TaskEndpoint> endpoint) {
    return endpoint.map(Ruleset::answering).orElseGet(Ruleset::linkLocalDropped);
  }

  static String endpointTable(TaskEndpoint endpoint) {
    return """
    table ip taskdock-endpoint {
      chain output {
        type nat hook output priority -100; policy accept;
        ip daddr 169.254.170.2 tcp dport 80 dnat to %s
      }
    }
    """
        .formatted(endpoint);
  }
}
