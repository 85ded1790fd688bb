package dev.taskdock.routing;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.LoadBalancerAttributes.ForwardedHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a target is told about the client, and the host it asked for.
///
/// Source: the guide to HTTP headers, with its tables of examples. X-Forwarded-Proto and
/// X-Forwarded-Port need no function: they are the listener's, whatever the client sent.
public final class Forwarded {
  /// With more addresses than this in X-Forwarded-For, the answer is 463.
  public static final int MOST_ADDRESSES = 30;

  private Forwarded() {}

  /// The lines of X-Forwarded-For. Several that came in become one.
  ///
  /// @param incoming those that came in
  /// @param port the client's
  public static List<String> addresses(
      List<String> incoming, ForwardedHeaders settings, IpAddress peer, int port) {
    return switch (settings.forwardedFor()) {
      case PRESERVE -> incoming;
      case REMOVE -> List.of();
      case APPEND -> {
        var own = settings.clientPort() ? withPort(peer, port) : peer.toString();
        yield List.of(incoming.isEmpty() ? own : String.join(", ", incoming) + ", " + own);
      }
    };
  }

  /// Whether X-Forwarded-For has more addresses than are taken.
  public static boolean hasTooManyAddresses(List<String> incoming) {
    long commas = incoming.stream().flatMapToInt(String::chars).filter(c -> c == ',').count();
    return commas + incoming.size() > MOST_ADDRESSES;
  }

  /// The Host header that goes on to the target.
  ///
  /// @param asked what the client sent: the first of several, the authority of an absolute target
  /// @param dnsName the load balancer's own, for who asked for none
  public static String host(
      Optional<String> asked, ForwardedHeaders settings, int listenerPort, String dnsName) {
    if (asked.isEmpty() || settings.preservesHost()) {
      return asked.orElse(dnsName);
    }
    var host = asked.get().toLowerCase(Locale.ROOT);
    var bare = Subject.withoutPort(host).toString();
    if (listenerPort == 80 || listenerPort == 443) {
      return bare;
    }
    return bare.length() < host.length() ? host : host + ":" + listenerPort;
  }

  private static String withPort(IpAddress peer, int port) {
    return (peer.isV4() ? peer.toString() : "[" + peer + "]") + ":" + port;
  }
}
