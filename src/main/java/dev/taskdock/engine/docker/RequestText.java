package dev.taskdock.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A request as it goes over the wire.
final class RequestText {
  private static final int CHUNK = 64 * 1024;

  private RequestText() {}

  /// Writes `request`: head and small body in one piece, a streamed body in chunks.
  static void write(Request request, String host, OutputStream output) throws IOException {
    InputStream body = request.body();
    byte[] bytes = request.bodyBytes();
    var first = new ByteArrayOutputStream(512);
    first.writeBytes(head(request, host).getBytes(StandardCharsets.UTF_8));
    if (bytes != null) {
      first.writeBytes(bytes);
    }
    output.write(first.toByteArray());
    if (bytes == null && body != null) {
      writeChunks(body, output);
    }
  }

  private static String head(Request request, String host) {
    var head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(host).append("\r\n");
    request.headers().forEach((name, value) -> header(head, name, value));
    if (request.hijackedInput() != null) {
      header(head, "Connection", "Upgrade");
      header(head, "Upgrade", "tcp");
    }
    if (request.bodyBytes() != null) {
      header(head, "Content-Length", Integer.toString(request.bodyBytes().length));
    } else if (request.body() != null) {
      header(head, "Transfer-Encoding", "chunked");
    } else if (request.method().equals("POST")) {
      header(head, "Content-Length", "0");
    }
    return head.append("\r\n").toString();
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static void writeChunks(InputStream body, OutputStream output) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
      if (count > 0) {
        output.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        output.write(chunk, 0, count);
        output.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
    output.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
