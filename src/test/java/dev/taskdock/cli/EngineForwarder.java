package dev.taskdock.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A socket that leads to the engine until it is cut: an engine that can go away.
final class EngineForwarder implements AutoCloseable {
  private final Path engine;
  private final Path path;
  private final ServerSocketChannel server;
  private final Predicate<String> fatal;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch cut = new CountDownLatch(1);

  private EngineForwarder(Path path, Predicate<String> fatal) throws IOException {
    this.engine =
        Path.of(
            Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .filter(host -> host.startsWith("unix://"))
                .map(host -> host.substring("unix://".length()))
                .orElse("/var/run/docker.sock"));
    this.path = path;
    this.fatal = fatal;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread.ofVirtual().name("forwarder").start(this::accept);
  }

  /// Leads to the engine until [#cut].
  static EngineForwarder at(Path path) throws IOException {
    return new EngineForwarder(path, _ -> false);
  }

  /// Leads to the engine until a request comes whose text `fatal` takes; that one never arrives.
  static EngineForwarder cutBy(Path path, Predicate<String> fatal) throws IOException {
    return new EngineForwarder(path, fatal);
  }

  String dockerHost() {
    return "unix://" + path;
  }

  /// The engine is gone: all connections break, new ones are refused.
  void cut() {
    try {
      server.close();
      for (var channel : open) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut.countDown();
  }

  /// Waits until it is cut.
  boolean awaitCut() throws InterruptedException {
    return cut.await(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    cut();
  }

  private void accept() {
    try {
      while (true) {
        var client = server.accept();
        var there = SocketChannel.open(UnixDomainSocketAddress.of(engine));
        open.add(client);
        open.add(there);
        Thread.ofVirtual().start(() -> copy(client, there, true));
        Thread.ofVirtual().start(() -> copy(there, client, false));
      }
    } catch (IOException _) {
      // It was cut.
    }
  }

  private void copy(SocketChannel from, SocketChannel to, boolean requests) {
    var buffer = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        if (requests && fatal.test(StandardCharsets.UTF_8.decode(buffer.duplicate()).toString())) {
          cut();
          return;
        }
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException _) {
      // One side went away; the other is closed with it.
    }
  }
}
