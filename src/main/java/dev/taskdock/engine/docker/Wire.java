package dev.taskdock.engine.docker;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;

/// A byte stream in both directions; closing it wakes whoever reads or writes it.
sealed interface Wire extends Closeable {
  /// A wire to `endpoint` that is not connected yet.
  static Wire to(Endpoint endpoint) throws IOException {
    return switch (endpoint) {
      case Endpoint.UnixSocket _ -> new Plain(SocketChannel.open(StandardProtocolFamily.UNIX));
      case Endpoint.Tcp tcp when tcp.certificates().isPresent() -> new Tls(SocketChannel.open());
      case Endpoint.Tcp _ -> new Plain(SocketChannel.open());
    };
  }

  /// Connects and gives the two streams.
  Streams connect(Endpoint endpoint) throws IOException;

  /// Whether the other side has kept the connection and said nothing on it; where that cannot be
  /// seen, no.
  boolean isQuiet();

  /// Tells the other side that no more will come from here.
  void finishOutput() throws IOException;

  /// The two directions.
  record Streams(InputStream input, OutputStream output) {}

  /// Over a socket of the JDK's, as it is.
  record Plain(SocketChannel channel) implements Wire {
    @Override
    public Streams connect(Endpoint endpoint) throws IOException {
      switch (endpoint) {
        case Endpoint.UnixSocket unix -> channel.connect(UnixDomainSocketAddress.of(unix.path()));
        case Endpoint.Tcp tcp -> channel.connect(new InetSocketAddress(tcp.name(), tcp.port()));
      }
      return new Streams(Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    @Override
    public boolean isQuiet() {
      try {
        channel.configureBlocking(false);
        boolean quiet = channel.read(ByteBuffer.allocate(1)) == 0;
        channel.configureBlocking(true);
        return quiet;
      } catch (IOException _) {
        return false;
      }
    }

    @Override
    public void finishOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// Over a socket of the JDK's under TLS. The socket below is what gets closed: the one above
  /// waits for whoever reads.
  final class Tls implements Wire {
    private final SocketChannel channel;
    private volatile SSLSocket socket;

    @SuppressWarnings("NullAway.Init") // set by connect, before anything can be sent
    private Tls(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public Streams connect(Endpoint endpoint) throws IOException {
      var tcp = (Endpoint.Tcp) endpoint;
      var certificates = tcp.certificates().orElseThrow();
      channel.connect(new InetSocketAddress(tcp.name(), tcp.port()));
      var factory = TlsContext.of(certificates).getSocketFactory();
      socket = (SSLSocket) factory.createSocket(channel.socket(), tcp.name(), tcp.port(), true);
      if (certificates.named()) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return new Streams(socket.getInputStream(), socket.getOutputStream());
    }

    @Override
    public boolean isQuiet() {
      return false;
    }

    @Override
    public void finishOutput() throws IOException {
      socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
