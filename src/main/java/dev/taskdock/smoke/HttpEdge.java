package dev.taskdock.smoke;

import dev.taskdock.probe.HttpAsk;
import dev.taskdock.probe.Observation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes HTTP requests and says what came, through the client of the JDK.
final class HttpEdge implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String RESTRICTED = "jdk.httpclient.allowRestrictedHeaders";

  private final HttpClient client;

  private HttpEdge(HttpClient client) {
    this.client = client;
  }

  /// A client that follows no redirect.
  static HttpEdge open() {
    // A load balancer routes by Host, so a probe must be able to say one; the client reads this
    // when it is first used.
    if (System.getProperty(RESTRICTED) == null) {
      System.setProperty(RESTRICTED, "host");
    }
    return new HttpEdge(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build());
  }

  /// Makes one request.
  ///
  /// @param base as in `http://127.0.0.1:8080`
  /// @param pointers what of a JSON body to look at
  Observation ask(URI base, HttpAsk ask, List<String> pointers) throws InterruptedException {
    var at = base + ask.path();
    try {
      var request = HttpRequest.newBuilder(URI.create(at)).timeout(PATIENCE);
      ask.headers().forEach(request::header);
      request.method(
          ask.method(),
          ask.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(ask.body()));
      long since = System.nanoTime();
      var reply = client.send(request.build(), BodyHandlers.ofByteArray());
      var took = Duration.ofNanos(System.nanoTime() - since);
      var body = new String(reply.body(), StandardCharsets.UTF_8);
      return new Observation.Replied(
          at,
          reply.statusCode(),
          headers(reply),
          body,
          pointers.isEmpty() ? Map.of() : JsonPointers.at(body, pointers),
          took);
    } catch (IllegalArgumentException e) {
      return new Observation.Unanswered(at, "not a request: " + e.getMessage());
    } catch (IOException e) {
      return new Observation.Unanswered(at, why(e));
    }
  }

  /// Whether nothing listens yet, so that it is worth another try.
  static boolean isRefused(Observation seen) {
    return seen instanceof Observation.Unanswered(_, var why) && why.equals(REFUSED);
  }

  static final String REFUSED = "connection refused";

  private static String why(IOException failure) {
    return switch (failure) {
      case HttpConnectTimeoutException _ -> "no connection in time";
      case HttpTimeoutException _ -> "no reply within " + PATIENCE.toSeconds() + " s";
      case ConnectException _ -> REFUSED;
      default -> "the connection broke: " + String.valueOf(failure.getMessage());
    };
  }

  private static Map<String, List<String>> headers(HttpResponse<?> reply) {
    return reply.headers().map().entrySet().stream()
        .collect(
            Collectors.toMap(
                e -> e.getKey().toLowerCase(Locale.ROOT), e -> List.copyOf(e.getValue())));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
