package dev.taskdock.model;

import java.util.List;
import java.util.Optional;

/// A port of a load balancer and the rules behind it.
///
/// @param port as declared; where it cannot be bound here, another one stands in for it
/// @param tls how it speaks TLS; empty for HTTP
/// @param rules by ascending priority
/// @param defaultActions for requests that no rule applies to
public record Listener(
    int port,
    Optional<TlsSettings> tls,
    List<ListenerRule> rules,
    RuleActions defaultActions,
    ListenerAttributes attributes) {
  public Listener {
    rules = rules.stream().sorted((a, b) -> Integer.compare(a.priority(), b.priority())).toList();
  }

  /// The protocol of its clients, as a URL begins: `http` or `https`.
  public String scheme() {
    return tls.isPresent() ? "https" : "http";
  }
}
