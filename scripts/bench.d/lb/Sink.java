import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A server that reads a request to its end before it answers.
final class Sink {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  Sink() throws IOException {
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
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
      var in = connection.getInputStream();
      var buffer = new byte[256 << 10];
      while (true) {
        var head = Echo.head(in);
        var length = LENGTH.matcher(head);
        for (long left = length.find() ? Long.parseLong(length.group(1)) : 0; left > 0; ) {
          int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
          if (read < 0) {
            return;
          }
          left -= read;
        }
        connection
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException _) {
      // The client has gone.
    }
  }
}
