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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/// Makes HTTP requests and says what came, through the client of the JDK.
final class HttpEdge implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String RESTRICTED = "jdk.httpclient.allowRestrictedHeaders";

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final HttpClient client;
  private final Trusted trusted;
  private final Map<String, Line> secure = new ConcurrentHashMap<>();

  /// A client, and how it speaks TLS if it does.
  private record Line(HttpClient client, Optional<ClientTls> tls) {}

  /// Whom a client of HTTPS trusts, asked when there is one.
  @FunctionalInterface
  interface Trusted {
    /// Their certificates.
    ///
    /// @throws IOException where they cannot be read
    List<X509Certificate> certificates() throws IOException;
  }

  private HttpEdge(HttpClient client, Trusted trusted) {
    this.client = client;
    this.trusted = trusted;
  }

  /// A client that follows no redirect.
  static HttpEdge open(Trusted trusted) {
    // A load balancer routes by Host, so a probe must be able to say one; the client reads this
    // when it is first used.
    if (System.getProperty(RESTRICTED) == null) {
      System.setProperty(RESTRICTED, "host");
    }
    return new HttpEdge(builder().build(), trusted);
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(5));
  }

  /// One who asks for `name` when it speaks TLS, wherever it connects to: the client of the JDK
  /// takes the names of its parameters where the address is no name itself.
  private static Line secure(String name, ClientTls tls) {
    var parameters = new SSLParameters();
    if (!name.isEmpty() && !ADDRESS.matcher(name).matches()) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    return new Line(
        builder().sslContext(tls.context()).sslParameters(parameters).build(), Optional.of(tls));
  }

  /// Makes one request.
  ///
  /// @param base as in `http://127.0.0.1:8080`
  /// @param pointers what of a JSON body to look at
  Observation ask(URI base, HttpAsk ask, List<String> pointers) throws InterruptedException {
    return ask(base, ask, pointers, true);
  }

  /// Makes one request of a container, whose certificate nobody looks at.
  Observation askTarget(URI base, HttpAsk ask, List<String> pointers) throws InterruptedException {
    return ask(base, ask, pointers, false);
  }

  private Observation ask(URI base, HttpAsk ask, List<String> pointers, boolean verifies)
      throws InterruptedException {
    var at = base + ask.path();
    var line = new Line(client, Optional.empty());
    try {
      boolean tls = "https".equals(base.getScheme());
      // The name that is asked for is one of this machine, and found without a look-up.
      var address = tls ? ("" + base).replace("//localhost", "//127.0.0.1") : "" + base;
      var request = HttpRequest.newBuilder(URI.create(address + ask.path())).timeout(PATIENCE);
      ask.headers().forEach(request::header);
      if (tls && ask.host().isEmpty()) {
        request.header("Host", base.getAuthority());
      }
      request.method(
          ask.method(),
          ask.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(ask.body()));
      long since = System.nanoTime();
      line = tls ? secure(base, ask, verifies) : line;
      var reply = line.client().send(request.build(), BodyHandlers.ofByteArray());
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
      return new Observation.Unanswered(at, why(e, line));
    }
  }

  private Line secure(URI base, HttpAsk ask, boolean verifies) throws IOException {
    var name = ask.host().orElse(base.getHost()).toLowerCase(Locale.ROOT);
    var key = "%s %s %b".formatted(base.getAuthority(), name, verifies);
    var known = secure.get(key);
    if (known != null) {
      return known;
    }
    var tls =
        verifies ? ClientTls.trusting(trusted.certificates(), name) : ClientTls.trustingAnybody();
    return secure.computeIfAbsent(key, _ -> secure(name, tls));
  }

  /// Whether nothing listens yet, so that it is worth another try.
  static boolean isRefused(Observation seen) {
    return seen instanceof Observation.Unanswered(_, var why) && why.equals(REFUSED);
  }

  static final String REFUSED = "connection refused";

  private static String why(IOException failure, Line line) {
    return switch (failure) {
      case HttpConnectTimeoutException _ -> "no connection in time";
      case HttpTimeoutException _ -> "no reply within " + PATIENCE.toSeconds() + " s";
      case ConnectException _ -> REFUSED;
      default ->
          line.tls()
              .flatMap(tls -> tls.why(failure))
              .orElse("the connection broke: " + String.valueOf(failure.getMessage()));
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
    secure.values().forEach(line -> end(line.client()));
    end(client);
  }

  private static void end(HttpClient client) {
    client.shutdownNow();
    client.close();
  }
}
