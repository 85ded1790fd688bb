package dev.taskdock.probe;

import java.util.Map;
import java.util.Optional;

/// An HTTP request to make.
///
/// @param protocol empty for the one that is spoken there: a listener says it, a container is asked
///   by HTTP
/// @param path begins with `/`; may have a query
/// @param headers beside those that a client always sends; `Host` as the client of a load balancer
///   would send it
/// @param body empty for none
public record HttpAsk(
    Optional<Protocol> protocol,
    String method,
    String path,
    Map<String, String> headers,
    String body) {
  /// Whether TLS is spoken.
  public enum Protocol {
    HTTP,
    HTTPS
  }

  public HttpAsk {
    headers = Map.copyOf(headers);
  }

  /// A plain GET.
  public static HttpAsk get(String path) {
    return new HttpAsk(Optional.empty(), "GET", path, Map.of(), "");
  }

  /// The same of a server by that name.
  public HttpAsk as(Optional<String> host) {
    return host.map(h -> new HttpAsk(protocol, method, path, Map.of("Host", h), body)).orElse(this);
  }

  /// The name of the server that is asked for, without a port: `Host`, where it is written.
  public Optional<String> host() {
    return headers.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase("Host"))
        .map(e -> e.getValue().replaceAll(":\\d*$", ""))
        .findFirst();
  }
}
