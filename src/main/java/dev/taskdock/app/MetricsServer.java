package dev.taskdock.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Metrics for Prometheus at `/metrics`, on loopback.
final class MetricsServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("metrics").factory());

  private MetricsServer(HttpServer server) {
    this.server = server;
  }

  /// Begins to answer.
  ///
  /// @param text all metrics as they are, in text format 0.0.4
  /// @throws IOException when the port is taken
  static MetricsServer open(int port, Supplier<String> text) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    var it = new MetricsServer(server);
    server.setExecutor(it.threads);
    server.createContext("/metrics", exchange -> answer(exchange, text.get()));
    server.start();
    return it;
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    try (exchange) {
      var body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
