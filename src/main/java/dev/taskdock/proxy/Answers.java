package dev.taskdock.proxy;

import dev.taskdock.proxy.http.Output;
import java.nio.charset.StandardCharsets;

/// What the load balancer says in its own name, byte for byte as ALB does.
final class Answers {
  static final byte[] CONTINUE = bytes("HTTP/1.1 100 Continue\r\n\r\n");

  private Answers() {}

  /// Writes an error page; to `HEAD` without its body.
  static void write(Output out, int status, boolean keepsAlive, boolean toHead, String date) {
    var title = status + (phrase(status).isEmpty() ? "" : " " + phrase(status));
    var body =
        "<html>\r\n<head><title>"
            + title
            + "</title></head>\r\n<body>\r\n<center><h1>"
            + title
            + "</h1></center>\r\n</body>\r\n</html>\r\n";
    out.put(bytes("HTTP/1.1 " + status + " " + phrase(status) + "\r\n"))
        .put(bytes("Server: awselb/2.0\r\nDate: " + date + "\r\nContent-Type: text/html\r\n"))
        .put(bytes("Content-Length: " + body.length() + "\r\n"))
        .put(bytes("Connection: " + (keepsAlive ? "keep-alive" : "close") + "\r\n\r\n"));
    if (!toHead) {
      out.put(bytes(body));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String phrase(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 405 -> "Not Allowed";
      case 408 -> "Request Time-out";
      case 413 -> "Request Entity Too Large";
      case 414 -> "Request-URI Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Temporarily Unavailable";
      case 504 -> "Gateway Time-out";
      case 505 -> "HTTP Version Not Supported";
      default -> "";
    };
  }
}
