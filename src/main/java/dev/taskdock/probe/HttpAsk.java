package dev.taskdock.probe;

import java.util.Map;

/// An HTTP request to make.
///
/// @param path begins with `/`; may have a query
/// @param headers beside those that a client always sends; `Host` as the client of a load balancer
///   would send it
/// @param body empty for none
public record HttpAsk(String method, String path, Map<String, String> headers, String body) {
  public HttpAsk {
    headers = Map.copyOf(headers);
  }

  /// A plain GET.
  public static HttpAsk get(String path) {
    return new HttpAsk("GET", path, Map.of(), "");
  }
}
