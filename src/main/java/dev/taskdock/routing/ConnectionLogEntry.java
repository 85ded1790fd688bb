package dev.taskdock.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// One connection in the connection log.
///
/// Source: the guide to connection logs of application load balancers.
///
/// @param id joins it with the access log, `TID_…`
public record ConnectionLogEntry(
    Instant at,
    String clientAddress,
    int clientPort,
    int listenerPort,
    Optional<Handshake> handshake,
    Optional<Certificate> certificate,
    Optional<String> verification,
    String id) {
  /// How TLS went.
  ///
  /// @param group what the keys were exchanged with; empty where that is not known
  public record Handshake(
      String protocol, String cipher, Duration latency, Optional<String> group) {}

  /// The client's, as far as one was asked for and shown.
  ///
  /// @param validity `NotBefore=…;NotAfter=…`
  /// @param serialNumber in hexadecimal
  public record Certificate(String subject, String validity, String serialNumber) {}

  /// The line, without its end.
  public String text() {
    return new LogLine()
        .bare(at)
        .bare(clientAddress)
        .bare(clientPort)
        .bare(listenerPort)
        .bare(handshake.map(Handshake::protocol))
        .bare(handshake.map(Handshake::cipher))
        .bare(handshake.map(h -> String.format(Locale.ROOT, "%.3f", h.latency().toNanos() / 1e9)))
        .quoted(certificate.map(Certificate::subject))
        .bare(certificate.map(Certificate::validity))
        .bare(certificate.map(Certificate::serialNumber))
        .bare(verification)
        .bare(id)
        .bare(handshake.flatMap(Handshake::group))
        .toString();
  }
}
