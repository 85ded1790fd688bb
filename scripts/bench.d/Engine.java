import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedDeque;

/// The engine's API with as little between as can be: bytes on persistent connections.
final class Engine {
  private final Path socket;
  private final ConcurrentLinkedDeque<Line> idle = new ConcurrentLinkedDeque<>();

  Engine(Path socket) {
    this.socket = socket;
  }

  /// One exchange; the answer's body as it came.
  String call(String method, String path, String body) throws IOException {
    var line = sent(method, path, body);
    var answer = line.answer();
    idle.addFirst(line);
    if (answer.status() >= 400) {
      throw new IOException(method + " " + path + ": " + answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  /// On an idle connection where there is one that the engine has not closed meanwhile.
  private Line sent(String method, String path, String body) throws IOException {
    for (var waiting = idle.pollFirst(); waiting != null; waiting = idle.pollFirst()) {
      try {
        waiting.send(method, path, body);
        return waiting;
      } catch (IOException _) {
        waiting.channel().close();
      }
    }
    var line = open();
    line.send(method, path, body);
    return line;
  }

  String get(String path) throws IOException {
    return call("GET", path, "");
  }

  String post(String path, String body) throws IOException {
    return call("POST", path, body);
  }

  /// Follows a container's output until it has said `words`.
  void awaitOutput(String container, String words) throws IOException {
    var line = open();
    try (var _ = line.channel()) {
      line.send("GET", "/containers/" + container + "/logs?follow=1&stdout=1&stderr=1", "");
      var said = new StringBuilder();
      var bytes = new byte[4096];
      while (said.indexOf(words) < 0) {
        int count = line.input().read(bytes);
        if (count < 0) {
          throw new IOException(container + " ended without saying " + words + ": " + said);
        }
        said.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private Line open() throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new Line(channel, new BufferedInputStream(Channels.newInputStream(channel), 32768));
  }

  private record Answer(int status, String body) {}

  private record Line(SocketChannel channel, InputStream input) {
    void send(String method, String path, String body) throws IOException {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      var head =
          method + " /v1.41" + path + " HTTP/1.1\r\nHost: engine\r\nContent-Type: application/json"
              + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
      var whole = ByteBuffer.allocate(head.length() + bytes.length);
      whole.put(head.getBytes(StandardCharsets.US_ASCII)).put(bytes).flip();
      while (whole.hasRemaining()) {
        channel.write(whole);
      }
    }

    Answer answer() throws IOException {
      int status = Integer.parseInt(line().split(" ")[1]);
      int length = 0;
      boolean chunked = false;
      for (var header = line(); !header.isEmpty(); header = line()) {
        var lower = header.toLowerCase();
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(15).strip());
        }
        chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
      }
      return new Answer(status, chunked ? chunks() : text(length));
    }

    private String chunks() throws IOException {
      var body = new StringBuilder();
      for (int size = size(); size > 0; size = size()) {
        body.append(text(size));
        line();
      }
      line();
      return body.toString();
    }

    private int size() throws IOException {
      return Integer.parseInt(line(), 16);
    }

    /// As Latin-1: nothing that is looked for in an answer lies outside of ASCII.
    private String text(int length) throws IOException {
      return new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int octet = input.read(); octet != '\n'; octet = input.read()) {
        if (octet < 0) {
          throw new IOException("the engine closed the connection");
        }
        line.append((char) octet);
      }
      line.setLength(Math.max(0, line.length() - 1));
      return line.toString();
    }
  }
}
