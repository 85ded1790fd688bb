package dev.taskdock.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskdock.model.RuleAction.FixedResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;

/// A response that no target made, byte for byte as ALB writes it.
///
/// Source: captures of error pages, redirects and fixed responses; the order of the headers is
/// theirs. HTTP/2 has the same but for `Connection`.
///
/// @param headers without Connection
/// @param closes whether the connection ends with it
public record OwnResponse(
    int status, List<Entry<String, String>> headers, String body, boolean closes) {
  public OwnResponse {
    headers = List.copyOf(headers);
  }

  /// The page of an error of the load balancer's own, or of a redirect.
  ///
  /// @param server whether the listener says who answers
  public static OwnResponse page(int status, boolean server, Instant now) {
    var title = title(status);
    var body =
        "<html>\r\n<head><title>%1$s</title></head>\r\n<body>\r\n<center><h1>%1$s</h1></center>\r\n</body>\r\n</html>\r\n"
            .formatted(title);
    return of(status, server, now, Optional.of("text/html"), body);
  }

  /// The response of a redirect action.
  public static OwnResponse redirect(Route.RedirectTo redirect, boolean server, Instant now) {
    var page = page(redirect.status(), server, now);
    var headers = new ArrayList<>(page.headers);
    headers.add(entry("Location", redirect.location()));
    return new OwnResponse(redirect.status(), headers, page.body, page.closes);
  }

  /// The response of a fixed-response action.
  public static OwnResponse fixed(FixedResponse response, boolean server, Instant now) {
    var type = response.contentType().map(t -> t + "; charset=utf-8");
    return of(response.status(), server, now, type, response.body());
  }

  /// What a client of gRPC gets in place of an error page: nothing but headers.
  public static OwnResponse grpc(int status, Instant now) {
    var headers =
        List.of(
            entry("server", "awselb/2.0"),
            entry("date", HttpDate.of(now)),
            entry("grpc-status", "14"),
            entry("grpc-message", "unavailable"),
            entry("content-length", "0"));
    return new OwnResponse(status, headers, "", false);
  }

  /// What a proxy of Service Connect answers by itself.
  public static OwnResponse ofProxy(int status, Instant now) {
    return of(status, false, now, Optional.of("text/plain"), textOfProxy(status));
  }

  /// The same to a client of gRPC, who would take an answer of another type for a broken one.
  ///
  /// Source: Envoy, local replies, and gRPC's own table of the codes for statuses of HTTP.
  public static OwnResponse grpcOfProxy(int status, Instant now) {
    var code =
        switch (status) {
          case 400 -> "13";
          case 429, 502, 503, 504 -> "14";
          default -> "2";
        };
    var headers =
        List.of(
            entry("date", HttpDate.of(now)),
            entry("content-type", "application/grpc"),
            entry("grpc-status", code),
            entry("grpc-message", textOfProxy(status)));
    return new OwnResponse(200, headers, "", false);
  }

  private static String textOfProxy(int status) {
    return switch (status) {
      case 503 -> "no healthy upstream";
      case 504 -> "upstream request timeout";
      default -> "";
    };
  }

  private static OwnResponse of(
      int status, boolean server, Instant now, Optional<String> type, String body) {
    var headers = new ArrayList<Entry<String, String>>();
    if (server) {
      headers.add(entry("Server", "awselb/2.0"));
    }
    headers.add(entry("Date", HttpDate.of(now)));
    type.ifPresent(t -> headers.add(entry("Content-Type", t)));
    headers.add(entry("Content-Length", Integer.toString(body.getBytes(UTF_8).length)));
    return new OwnResponse(status, headers, body, endsConnection(status));
  }

  /// Statuses after which it is not known where the next request would begin.
  private static boolean endsConnection(int status) {
    return switch (status) {
      case 400, 408, 413, 414, 505 -> true;
      default -> false;
    };
  }

  /// The same, and the client keeps these cookies.
  ///
  /// @param cookies values of Set-Cookie headers
  public OwnResponse with(List<String> cookies) {
    if (cookies.isEmpty()) {
      return this;
    }
    var more = new ArrayList<>(headers);
    cookies.forEach(cookie -> more.add(entry("Set-Cookie", cookie)));
    return new OwnResponse(status, more, body, closes);
  }

  /// The same with these headers.
  public OwnResponse with(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new ArrayList<>(headers);
    new TreeMap<>(more).forEach((name, value) -> all.add(entry(name, value)));
    return new OwnResponse(status, all, body, closes);
  }

  /// The status line of HTTP/1.1, without its end.
  public String statusLine() {
    return "HTTP/1.1 " + title(status);
  }

  /// The whole of it in HTTP/1.1.
  ///
  /// @param keeps whether the client's connection may be kept
  /// @param toHead whether it answers HEAD, and so has no body
  public String text(boolean keeps, boolean toHead) {
    var text = new StringBuilder(statusLine()).append("\r\n");
    for (var header : headers) {
      if (header.getKey().equals("Location")) {
        connection(text, keeps);
      }
      text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    if (headers.stream().noneMatch(h -> h.getKey().equals("Location"))) {
      connection(text, keeps);
    }
    return text.append("\r\n").append(toHead ? "" : body).toString();
  }

  private void connection(StringBuilder text, boolean keeps) {
    text.append("Connection: ").append(keeps && !closes ? "keep-alive" : "close").append("\r\n");
  }

  private static String title(int status) {
    return (status + " " + Phrases.of(status)).stripTrailing();
  }

  private static Entry<String, String> entry(String name, String value) {
    return Map.entry(name, value);
  }
}
