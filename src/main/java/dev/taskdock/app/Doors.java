package dev.taskdock.app;

import dev.taskdock.model.Listener;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.proxy.Traffic;
import dev.taskdock.proxy.Transport;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.RouteTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The sockets of load balancers, on loopback, and what carries requests behind them.
///
/// A listener is at its own port, or where `--lb-port` puts it; whichever cannot be bound gets
/// another one. Where it is, is said in a line.
final class Doors implements AutoCloseable {
  private static final int LOOPS = 2;

  private final Workload.Front front;
  private final Consumer<String> note;
  private final LoadBalancerServer server;
  private final Map<Integer, Integer> moved = new HashMap<>();
  private final RouteTable rules;

  private Doors(Workload.Front front, Traffic traffic, Consumer<String> note) {
    this.front = front;
    this.note = note;
    this.server = LoadBalancerServer.open(Transport.best(), LOOPS, Clock.systemUTC(), traffic);
    for (var balancer : front.balancers()) {
      balancer.listeners().forEach(listener -> open(balancer, listener));
    }
    this.rules = RouteTable.of(front.balancers(), moved);
  }

  /// Opens them; nothing is routed yet.
  static Doors open(Workload.Front front, Traffic traffic, Consumer<String> note) {
    return new Doors(front, traffic, note);
  }

  LoadBalancerServer server() {
    return server;
  }

  /// From now on, these are the targets.
  void use(List<Pool> pools) {
    server.use(rules.withPools(pools));
  }

  private void open(LoadBalancer balancer, Listener listener) {
    if (listener.tls().isPresent()) {
      note.accept(
          "%s: nothing listens on port %d: HTTPS is not served here yet"
              .formatted(balancer.name(), listener.port()));
      return;
    }
    int port = listener.port();
    int wanted = front.options().ports().getOrDefault(port, port);
    try {
      if (wanted != port) {
        moved.put(port, wanted);
      }
      bound(balancer, port, server.listen(at(wanted), balancer, listener));
    } catch (IOException e) {
      try {
        var other = server.listen(at(0), balancer, listener);
        moved.put(port, other.getPort());
        note.accept(
            "%s: port %d cannot be bound here%s; %d stands in for it"
                .formatted(balancer.name(), wanted, why(e), other.getPort()));
        bound(balancer, port, other);
      } catch (IOException again) {
        note.accept(balancer.name() + ": no socket for port " + port + ": " + again);
      }
    }
  }

  private void bound(LoadBalancer balancer, int declared, InetSocketAddress at) {
    var port = at.getPort() == 80 ? "" : ":" + at.getPort();
    var stands = at.getPort() == declared ? "" : "  (port " + declared + ")";
    note.accept("%s  http://127.0.0.1%s%s".formatted(balancer.name(), port, stands));
  }

  /// What the system says, as `(Permission denied)`.
  private static String why(IOException refused) {
    var cause = refused.getCause() == null ? refused : refused.getCause();
    var words = String.valueOf(cause.getMessage());
    return words.contains("ermission denied")
        ? " (permission denied)"
        : words.contains("ddress already in use") ? " (it is in use)" : "";
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() {
    server.close();
  }
}
