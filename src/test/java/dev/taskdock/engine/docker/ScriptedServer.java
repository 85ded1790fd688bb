package dev.taskdock.engine.docker;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/// An engine that says what a test has written down: one connection after the other is handed to
/// the next script.
final class ScriptedServer implements Closeable {
  private final ServerSocketChannel listening;
  private final Path socket;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Semaphore closed = new Semaphore(0);

  private ScriptedServer(Path socket, List<Script> scripts) throws IOException {
    this.socket = socket;
    this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().name("scripted-server").start(() -> serve(scripts));
  }

  /// What happens on one connection; the connection is closed afterwards.
  @FunctionalInterface
  interface Script {
    void play(Talk talk) throws IOException;
  }

  static ScriptedServer in(Path folder, Script... scripts) throws IOException {
    return new ScriptedServer(folder.resolve("engine.sock"), List.of(scripts));
  }

  /// Answers one request with these bytes and closes.
  static Script answering(String... answers) {
    return talk -> {
      for (String answer : answers) {
        talk.hear();
        talk.say(answer);
      }
    };
  }

  Endpoint endpoint() {
    return new Endpoint.UnixSocket(socket);
  }

  /// First line and body of every request so far.
  List<String> requests() {
    return requests;
  }

  /// Waits until one more connection has been closed.
  void awaitClosed() {
    closed.acquireUninterruptibly();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void serve(List<Script> scripts) {
    try {
      for (Script script : scripts) {
        try (SocketChannel connection = listening.accept()) {
          script.play(new Talk(connection));
        } catch (IOException _) {
          // The client has gone; the next connection is another story.
        }
        closed.release();
      }
    } finally {
      close(listening);
    }
  }

  private static void close(ServerSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // Nobody is left to care.
    }
  }

  /// One connection, seen from the engine.
  final class Talk {
    private final InputStream input;
    private final OutputStream output;

    private Talk(SocketChannel connection) {
      this.input = new BufferedInputStream(Channels.newInputStream(connection));
      this.output = Channels.newOutputStream(connection);
    }

    /// Reads a request with a known length.
    void hear() throws IOException {
      String first = ResponseHead.line(input);
      int length = 0;
      for (String line = ResponseHead.line(input); !line.isEmpty(); ) {
        if (line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line.substring("Content-Length: ".length()));
        }
        line = ResponseHead.line(input);
      }
      String body = new String(input.readNBytes(length), StandardCharsets.UTF_8);
      requests.add(body.isEmpty() ? first : first + " " + body);
    }

    /// Reads until the client says no more.
    String hearRest() throws IOException {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }

    void say(String text) throws IOException {
      output.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
