package dev.taskdock.model;

import java.util.List;

/// Which protocols a TLS listener of a network load balancer offers by ALPN, the most preferred
/// first. A client that wants none of them is served all the same.
///
/// Source: CreateListener, `AlpnPolicy`, and the guide to TLS listeners.
// The lists are those of List.of.
@SuppressWarnings("ImmutableEnumChecker")
public enum AlpnPolicy {
  NONE("None", List.of()),
  HTTP1_ONLY("HTTP1Only", List.of("http/1.1", "http/1.0")),
  HTTP2_ONLY("HTTP2Only", List.of("h2")),
  HTTP2_OPTIONAL("HTTP2Optional", List.of("http/1.1", "http/1.0", "h2")),
  HTTP2_PREFERRED("HTTP2Preferred", List.of("h2", "http/1.1", "http/1.0"));

  private final String word;
  private final List<String> protocols;

  AlpnPolicy(String word, List<String> protocols) {
    this.word = word;
    this.protocols = protocols;
  }

  /// As AWS writes it.
  public String word() {
    return word;
  }

  /// As ALPN names them.
  public List<String> protocols() {
    return protocols;
  }
}
