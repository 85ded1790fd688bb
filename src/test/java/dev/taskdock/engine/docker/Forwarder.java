package dev.taskdock.engine.docker;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/// A port of this machine behind which the engine's socket lies; it can be cut.
final class Forwarder implements Closeable {
  private final ServerSocket listening;
  private final Path engine;
  private final List<Closeable> open = new CopyOnWriteArrayList<>();

  private Forwarder(ServerSocket listening, Path engine) {
    this.listening = listening;
    this.engine = engine;
    open.add(listening);
    Thread.ofVirtual().name("forwarder").start(this::serve);
  }

  static Forwarder to(Path engine, ServerSocketFactory sockets) throws IOException {
    return new Forwarder(
        sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), engine);
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  /// Ends every connection and takes no more.
  void cut() throws IOException {
    for (Closeable one : open) {
      one.close();
    }
  }

  private void serve() {
    try {
      while (true) {
        Socket client = listening.accept();
        SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX);
        server.connect(UnixDomainSocketAddress.of(engine));
        open.add(client);
        open.add(server);
        Thread.ofPlatform().daemon().start(() -> carry(client, server, true));
        Thread.ofPlatform().daemon().start(() -> carry(client, server, false));
      }
    } catch (IOException _) {
      // Cut.
    }
  }

  private static void carry(Socket client, SocketChannel server, boolean towardsEngine) {
    try {
      InputStream input = towardsEngine ? client.getInputStream() : Channels.newInputStream(server);
      OutputStream output =
          towardsEngine ? Channels.newOutputStream(server) : client.getOutputStream();
      byte[] bytes = new byte[8192];
      for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) {
        output.write(bytes, 0, count);
        output.flush();
      }
      if (towardsEngine) {
        server.shutdownOutput();
      } else {
        client.close();
      }
    } catch (IOException _) {
      // Cut.
    }
  }
}
