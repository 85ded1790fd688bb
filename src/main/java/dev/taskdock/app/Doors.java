package dev.taskdock.app;

import dev.taskdock.model.Listener;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.proxy.Traffic;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.RouteTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Optional<TlsFront> tls;
    try {
      tls = listener.tls().isEmpty() ? Optional.empty() : Optional.of(secure(balancer, listener));
    } catch (IOException e) {
      note.accept(
          "%s: nothing listens on port %d: %s"
              .formatted(balancer.name(), listener.port(), e.getMessage()));
      return;
    }
    int port = listener.port();
    int wanted = front.options().ports().getOrDefault(port, port);
    try {
      if (wanted != port) {
        moved.put(port, wanted);
      }
      bound(balancer, listener, listen(at(wanted), balancer, listener, tls));
    } catch (IOException e) {
      try {
        var other = listen(at(0), balancer, listener, tls);
        moved.put(port, other.getPort());
        note.accept(
            "%s: port %d cannot be bound here%s; %d stands in for it"
                .formatted(balancer.name(), wanted, why(e), other.getPort()));
        bound(balancer, listener, other);
      } catch (IOException again) {
        note.accept(balancer.name() + ": no socket for port " + port + ": " + again);
      }
    }
  }

  private InetSocketAddress listen(
      InetSocketAddress at, LoadBalancer balancer, Listener listener, Optional<TlsFront> tls)
      throws IOException {
    return tls.isEmpty()
        ? server.listen(at, balancer, listener)
        : server.listen(at, balancer, listener, tls.get());
  }

  private TlsFront secure(LoadBalancer balancer, Listener listener) throws IOException {
    var folder = StateFolder.authority(System.getenv());
    return new SecureFronts(front.certificates(), folder, Clock.systemUTC().instant())
        .of(balancer, listener);
  }

  private void bound(LoadBalancer balancer, Listener listener, InetSocketAddress at) {
    int usual = listener.tls().isPresent() ? 443 : 80;
    var port = at.getPort() == usual ? "" : ":" + at.getPort();
    var stands = at.getPort() == listener.port() ? "" : "  (port " + listener.port() + ")";
    var host = listener.tls().isPresent() ? "localhost" : "127.0.0.1";
    note.accept(
        "%s  %s://%s%s%s".formatted(balancer.name(), listener.scheme(), host, port, stands));
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
