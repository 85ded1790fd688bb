package dev.taskdock.metadata;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The socket that answers for 169.254.170.2, each request on a virtual thread.
public final class MetadataServer implements AutoCloseable {
  private static final int LONGEST_BODY = 64 << 10;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Paths paths;

  private MetadataServer(HttpServer server, ExecutorService threads, Paths paths) {
    this.server = server;
    this.threads = threads;
    this.paths = paths;
  }

  /// A server that does not listen yet: to load it takes longer than to begin to listen.
  ///
  /// @throws IOException when this machine has no sockets
  public static MetadataServer of(Tasks tasks, TaskCredentials credentials, InstantSource clock)
      throws IOException {
    var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("metadata").factory());
    var server = HttpServer.create();
    var opened =
        new MetadataServer(server, threads, new Paths(tasks, credentials, clock, System::nanoTime));
    server.setExecutor(threads);
    server.createContext("/", opened::handle);
    return opened;
  }

  /// Begins to answer at a port of `address`, and says which.
  ///
  /// @param port 0 for one that is free
  /// @throws IOException when there is no such address, or the port is taken
  public int listen(InetAddress address, int port) throws IOException {
    server.bind(new InetSocketAddress(address, port), 0);
    server.start();
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer = paths.answer(request(exchange));
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      answer.location().ifPresent(l -> exchange.getResponseHeaders().set("Location", l));
      var body = answer.body().getBytes(StandardCharsets.UTF_8);
      boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
      exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Request request(HttpExchange exchange) throws IOException {
    // As it was sent: a URI takes what follows two slashes for a host.
    var sent = exchange.getRequestURI().toString().split("\\?", 2);
    return new Request(
        exchange.getRequestMethod(),
        sent[0].startsWith("/") ? sent[0] : "/",
        sent.length > 1 ? sent[1] : "",
        exchange.getRemoteAddress().getAddress().getHostAddress(),
        new String(exchange.getRequestBody().readNBytes(LONGEST_BODY), StandardCharsets.UTF_8));
  }
}
