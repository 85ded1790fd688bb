import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// A WebSocket server that sends every message back, and clients that wait for each answer before
/// they send the next message: a hundred bytes, in frames of RFC 6455.
final class Echo {
  private static final int PAYLOAD = 100;

  private final ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());

  Echo() throws IOException {
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  Load load(int connections) {
    return (rival, seconds) -> {
      long since = System.nanoTime();
      long end = since + seconds * 1_000_000_000L;
      var clients = new ArrayList<Callable<long[]>>();
      for (int i = 0; i < connections; i++) {
        clients.add(() -> client(rival, end));
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var all = new ArrayList<long[]>();
        for (var client : threads.invokeAll(clients)) {
          all.add(client.get());
        }
        var times = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        double passed = (System.nanoTime() - since) / 1e9;
        return new Load.Done(
            times.length / passed,
            times.length,
            times[times.length / 2] / 1e6,
            times[(int) (times.length * 0.99)] / 1e6);
      }
    };
  }

  /// How long each round trip took, in nanoseconds.
  private static long[] client(Rival rival, long end) throws IOException {
    try (var connection = new Socket(rival.host(), rival.port())) {
      connection.setTcpNoDelay(true);
      var out = connection.getOutputStream();
      var in = new DataInputStream(connection.getInputStream());
      out.write(
          ("GET /api/chat HTTP/1.1\r\nHost: bench.example\r\nUpgrade: websocket\r\n"
                  + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      var head = head(in);
      if (!head.startsWith("HTTP/1.1 101")) {
        throw new IOException(rival.name() + " did not switch: " + head);
      }
      var message = new byte[6 + PAYLOAD];
      message[0] = (byte) 0x82;
      message[1] = (byte) (0x80 | PAYLOAD);
      var answer = new byte[2 + PAYLOAD];
      var times = new long[1 << 16];
      int count = 0;
      for (long now = System.nanoTime(); now < end && count < times.length; count++) {
        message[6] = (byte) count;
        out.write(message);
        in.readFully(answer);
        if (answer[0] != (byte) 0x82 || answer[1] != PAYLOAD || answer[2] != (byte) count) {
          throw new IOException(rival.name() + " answered something else");
        }
        long then = System.nanoTime();
        times[count] = then - now;
        now = then;
      }
      return Arrays.copyOf(times, count);
    }
  }

  private void accept() {
    try {
      while (true) {
        var connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void serve(Socket accepted) {
    try (var connection = accepted) {
      connection.setTcpNoDelay(true);
      var in = new DataInputStream(connection.getInputStream());
      var out = connection.getOutputStream();
      var head = head(in);
      if (!head.toLowerCase(java.util.Locale.ROOT).contains("upgrade: websocket")) {
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return;
      }
      out.write(
          ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      var message = new byte[6 + PAYLOAD];
      var answer = new byte[2 + PAYLOAD];
      answer[0] = (byte) 0x82;
      answer[1] = PAYLOAD;
      while (true) {
        in.readFully(message);
        // The mask is zero, so what came is what was meant.
        System.arraycopy(message, 6, answer, 2, PAYLOAD);
        out.write(answer);
      }
    } catch (IOException _) {
      // The client has gone.
    }
  }

  static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("closed within a head");
      }
      head.append((char) read);
    }
    return head.toString();
  }
}
