package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.ExecSpec;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A port of this machine that leads to a port inside a task's namespace, past all security groups,
/// as a port forwarding session does.
///
/// Each connection is carried by a process in the holder, so what listens on loopback only is
/// reached too.
public final class Forwarding implements Closeable {
  private final ServerSocket server;

  private Forwarding(ServerSocket server) {
    this.server = server;
  }

  /// Begins to listen on loopback.
  ///
  /// @param local 0 for any port
  /// @throws IOException when the port is taken or may not be bound
  static Forwarding begin(
      Engine engine, String holder, int port, int local, Consumer<String> trouble)
      throws IOException {
    var server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), local));
    Thread.ofVirtual()
        .name("forward " + port)
        .start(() -> accept(server, engine, holder, port, trouble));
    return new Forwarding(server);
  }

  /// The port of this machine.
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static void accept(
      ServerSocket server, Engine engine, String holder, int port, Consumer<String> trouble) {
    try {
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> carry(socket, engine, holder, port, trouble));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private static void carry(
      Socket socket, Engine engine, String holder, int port, Consumer<String> trouble) {
    try (socket) {
      int code =
          engine.exec(
              holder,
              new ExecSpec(
                  // Either side may end first; the other goes on for as long as it likes.
                  List.of("socat", "-t", "86400", "-", "TCP4:127.0.0.1:" + port),
                  false,
                  Optional.empty(),
                  Optional.of(socket.getInputStream()),
                  socket.getOutputStream(),
                  OutputStream.nullOutputStream()));
      if (code != 0) {
        trouble.accept("nothing listens on port " + port + " in the task");
      }
    } catch (EngineException e) {
      trouble.accept(e.failure().message());
    } catch (IOException | UncheckedIOException _) {
      // The client has gone.
    }
  }
}
