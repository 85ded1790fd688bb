package dev.taskdock.routing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// One connection of a TLS listener in the access log of a network load balancer.
///
/// Source: the guide to access logs of network load balancers, version 2.0 of the format.
///
/// @param ended when the connection did
/// @param elb `net/NAME/ID`
/// @param listener the id of the listener alone
/// @param client with its port
/// @param destination with its port
/// @param handshake how long TLS took
/// @param tls what was negotiated; empty where nothing was
public record FlowLogEntry(
    Instant ended,
    String elb,
    String listener,
    String client,
    String destination,
    Duration whole,
    Duration handshake,
    long received,
    long sent,
    Optional<Tls> tls) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// What was negotiated.
  ///
  /// @param certificate the ARN or name of the certificate that was shown
  /// @param protocol as `TLSv1.3`
  public record Tls(
      String certificate,
      String cipher,
      String protocol,
      Optional<String> serverName,
      Optional<String> alpn) {}

  /// The line, without its end.
  public String text() {
    var alpn = tls.flatMap(Tls::alpn);
    return new LogLine()
        .bare("tls")
        .bare("2.0")
        .bare(TIME.format(ended))
        .bare(elb)
        .bare(listener)
        .bare(client)
        .bare(destination)
        .bare(whole.toMillis())
        .bare(handshake.toMillis())
        .bare(received)
        .bare(sent)
        .bare("-")
        .bare(tls.map(Tls::certificate).filter(name -> !name.isEmpty()))
        .bare("-")
        .bare(tls.map(Tls::cipher))
        .bare(tls.map(t -> t.protocol().toLowerCase(Locale.ROOT).replace(".", "")))
        .bare("-")
        .bare(
            tls.flatMap(Tls::serverName)
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8)))
        .bare(alpn)
        .bare(alpn)
        .bare("-")
        .bare(TIME.format(ended.minus(whole)))
        .toString();
  }
}
