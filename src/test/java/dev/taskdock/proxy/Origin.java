package dev.taskdock.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.Identity;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A target that does what its script says with each connection.
final class Origin implements Closeable {
  /// What is done with one connection.
  interface Script {
    void play(Peer peer) throws IOException;
  }

  private final ServerSocket socket;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();

  private Origin(Script script) throws IOException {
    this.script = script;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /// A target at whose port nobody listens.
  static Origin gone() throws IOException {
    var origin = new Origin(_ -> {});
    origin.close();
    return origin;
  }

  static Origin playing(Script script) throws IOException {
    var origin = new Origin(script);
    Thread.ofVirtual().start(origin::accept);
    return origin;
  }

  /// Answers every request with `200` and what `text` says, and keeps its connections.
  static Origin saying(String text) throws IOException {
    return playing(peer -> {
      while (peer.readHead()) {
        peer.readBody();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
      }
    });
  }

  /// The same with a connection in TLS.
  static Script inTls(Identity identity, Script script) {
    var context = Identities.context(identity);
    return peer -> {
      var secure = context.getSocketFactory().createSocket(peer.socket, null, true);
      script.play(new Peer(secure));
    };
  }

  /// Answers every request with its own body, in chunks where it came so.
  static void echoing(Peer peer) throws IOException {
    while (peer.readHead()) {
      boolean chunked = peer.field("transfer-encoding").equals("chunked");
      var body = peer.readBody();
      peer.write(
          chunked
              ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks(body)
              : "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  /// Answers every request with its path.
  static void sayingPaths(Peer peer) throws IOException {
    while (peer.readHead()) {
      var path = peer.head().split(" ", 3)[1];
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
    }
  }

  /// A body in chunks, the last of them included.
  static String chunks(String body) {
    var chunks = new StringBuilder();
    for (int at = 0; at < body.length(); at += 50_000) {
      var data = body.substring(at, Math.min(body.length(), at + 50_000));
      chunks.append(Integer.toHexString(data.length())).append("\r\n").append(data).append("\r\n");
    }
    return chunks + "0\r\n\r\n";
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /// How many connections there have been.
  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (var peer : peers) {
      peer.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        var peer = new Peer(socket.accept());
        connections.incrementAndGet();
        peers.add(peer);
        Thread.ofVirtual().start(() -> play(peer));
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  private void play(Peer peer) {
    try (peer) {
      script.play(peer);
    } catch (IOException _) {
      // The load balancer ended the connection.
    }
  }

  /// One end of a connection, spoken with in bytes.
  static final class Peer implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private String head = "";

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    static Peer connected(InetSocketAddress address) throws IOException {
      return new Peer(new Socket(address.getAddress(), address.getPort()));
    }

    /// Reads up to an empty line. False where the connection ends before one byte.
    boolean readHead() throws IOException {
      var read = new StringBuilder();
      while (read.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          head = read.toString();
          return false;
        }
        read.append((char) next);
      }
      head = read.toString();
      return true;
    }

    /// The head that was read last.
    String head() {
      return head;
    }

    /// The body that belongs to the head that was read last.
    String readBody() throws IOException {
      var length = field("content-length");
      if (!length.isEmpty()) {
        return new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
      }
      if (!field("transfer-encoding").equals("chunked")) {
        return "";
      }
      var body = new StringBuilder();
      while (true) {
        var size = Integer.parseInt(readLine(), 16);
        body.append(new String(in.readNBytes(size), ISO_8859_1));
        readLine();
        if (size == 0) {
          return body.toString();
        }
      }
    }

    /// Everything up to the end of the connection.
    String readAll() throws IOException {
      return new String(in.readAllBytes(), ISO_8859_1);
    }

    String read(int count) throws IOException {
      return new String(in.readNBytes(count), ISO_8859_1);
    }

    /// The value of a field of the last head, or nothing.
    String field(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }

    /// Reads to the end of the connection, be it clean or not, which comes within a while.
    boolean ends() {
      try {
        in.readAllBytes();
        return true;
      } catch (IOException e) {
        return !(e instanceof java.net.SocketTimeoutException);
      }
    }

    /// Says that nothing more is said.
    void endOutput() throws IOException {
      socket.shutdownOutput();
    }

    /// Whether for a while nothing comes, not even the end.
    boolean isSilentFor(java.time.Duration span) throws IOException {
      int before = socket.getSoTimeout();
      socket.setSoTimeout((int) span.toMillis());
      try {
        in.read();
        return false;
      } catch (java.net.SocketTimeoutException _) {
        return true;
      } finally {
        socket.setSoTimeout(before);
      }
    }

    /// Ends the connection so that the other side gets an error.
    void reset() throws SocketException {
      socket.setSoLinger(true, 0);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private String readLine() throws IOException {
      var line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("ended in a line");
        }
        line.append((char) next);
      }
      return line.toString().strip();
    }
  }
}
