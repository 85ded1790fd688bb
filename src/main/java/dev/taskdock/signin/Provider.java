package dev.taskdock.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWKSet;
import dev.taskdock.certificates.PemFiles;
import dev.taskdock.model.RuleAction.AuthenticateOidc;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Asks providers, over HTTP. Each question has five seconds; none is asked twice.
///
/// Source: the guides to authentication and to JWT verification. In TLS those are believed whom the
/// system believes, and whom our own authority has vouched for.
final class Provider implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 256 * 1024;
  private static final int LONGEST_KEYS = 150 * 1024;
  private static final int MOST_KEYS = 10;

  /// The most questions to providers that are under way at once: strangers can cause them.
  static final int MOST_AT_ONCE = 128;

  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path authority;
  private final Duration patience;

  /// Made for the first question: by then there is an authority, if there ever is.
  private @Nullable CompletableFuture<HttpClient> client;

  private Provider(Path authority, Duration patience) {
    this.authority = authority;
    this.patience = patience;
  }

  /// What was answered.
  private record Answer(int status, String body, boolean tooLong) {
    boolean isGood() {
      return status / 100 == 2;
    }
  }

  /// @param authority the certificate of our own authority, which need not be there
  static Provider trusting(Path authority) {
    return trusting(authority, PATIENCE);
  }

  static Provider trusting(Path authority, Duration patience) {
    return new Provider(authority, patience);
  }

  /// What the token endpoint gives for a code or a refresh token.
  ///
  /// @param parameters without the client, which is told beside them
  CompletableFuture<String> token(AuthenticateOidc rule, Map<String, String> parameters) {
    var client = Form.encoded(rule.clientId()) + ":" + Form.encoded(rule.clientSecret().text());
    return asked(
            rule.endpoints().token(),
            request ->
                request
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "application/json")
                    .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(client.getBytes(UTF_8)))
                    .POST(BodyPublishers.ofString(Form.of(parameters))),
            LONGEST_ANSWER)
        .handle((came, failure) -> {
          var answer =
              good(
                  came,
                  failure,
                  "the token endpoint",
                  Reason.AuthTokenEpRequestTimeout,
                  Reason.AuthTokenEpRequestFailed);
          if (answer.isGood()) {
            return answer.body();
          }
          var error = Documents.read(answer.body()).flatMap(m -> Documents.text(m, "error"));
          throw new Refusal(
              561,
              error.filter("invalid_grant"::equals).isPresent()
                  ? Reason.AuthInvalidGrantError
                  : Reason.AuthTokenEpRequestFailed,
              "the token endpoint answered %d%s"
                  .formatted(answer.status(), error.map(e -> ", " + printable(e)).orElse("")));
        });
  }

  /// What the provider says about whoever has this access token.
  CompletableFuture<String> userInfo(AuthenticateOidc rule, String accessToken) {
    return asked(
            rule.endpoints().userInfo(),
            request ->
                request
                    .header("Accept", "application/json")
                    .header("Authorization", "Bearer " + accessToken),
            LONGEST_ANSWER)
        .handle((came, failure) -> {
          var answer =
              good(
                  came,
                  failure,
                  "the user info endpoint",
                  Reason.AuthUserinfoEpRequestTimeout,
                  Reason.AuthUserinfoEpRequestFailed);
          if (answer.tooLong()) {
            throw new Refusal(
                500, Reason.AuthUserinfoResponseSizeExceeded, "the user info is too long");
          }
          if (!answer.isGood()) {
            throw new Refusal(
                561,
                Reason.AuthUserinfoEpRequestFailed,
                "the user info endpoint answered " + answer.status());
          }
          return answer.body();
        });
  }

  /// The keys at an endpoint.
  CompletableFuture<JWKSet> keys(String endpoint) {
    return asked(endpoint, request -> request.header("Accept", "application/json"), LONGEST_KEYS)
        .handle((came, failure) -> {
          var answer =
              good(
                  came,
                  failure,
                  "the JWKS endpoint",
                  Reason.JWKSRequestTimeout,
                  Reason.JWKSRequestFailed);
          if (!answer.isGood()) {
            throw new Refusal(
                562, Reason.JWKSRequestFailed, "the JWKS endpoint answered " + answer.status());
          }
          return keys(answer);
        });
  }

  private static JWKSet keys(Answer answer) {
    if (answer.tooLong()) {
      throw new Refusal(500, Reason.JWKSResponseSizeExceeded, "the JWKS is longer than 150 KB");
    }
    var members =
        Documents.read(answer.body())
            .orElseThrow(() ->
                new Refusal(562, Reason.JWKSResponseInvalid, "the JWKS endpoint answered no JSON"));
    if (members.get("keys") instanceof List<?> keys && keys.size() > MOST_KEYS) {
      throw new Refusal(
          500, Reason.JWKSResponseSizeExceeded, "the JWKS has more than 10 keys: " + keys.size());
    }
    try {
      return JWKSet.parse(answer.body());
    } catch (ParseException _) {
      throw new Refusal(
          562, Reason.JWKSResponseInvalid, "what the JWKS endpoint answered is no JWKS");
    }
  }

  private static Answer good(
      @Nullable Answer answer,
      @Nullable Throwable failure,
      String who,
      Reason timeout,
      Reason failed) {
    if (answer != null) {
      return answer;
    }
    var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
      throw new Refusal(500, timeout, who + " did not answer in time");
    }
    throw new Refusal(500, failed, who + " cannot be asked: " + printable(String.valueOf(cause)));
  }

  private CompletableFuture<Answer> asked(
      String url, UnaryOperator<HttpRequest.Builder> with, int limit) {
    HttpRequest request;
    try {
      request = with.apply(HttpRequest.newBuilder(URI.create(url)).timeout(patience)).build();
    } catch (IllegalArgumentException _) {
      return CompletableFuture.failedFuture(new IOException("its URL cannot be asked"));
    }
    if (!places.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new IOException("%d questions are under way".formatted(MOST_AT_ONCE)));
    }
    var sent = client().thenCompose(c -> c.sendAsync(request, BodyHandlers.ofInputStream()));
    return sent.thenApplyAsync(response -> answer(response, limit), threads)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, failure) -> {
          places.release();
          if (failure != null) {
            var _ = sent.thenAccept(Provider::hangUp);
            sent.cancel(true);
          }
        });
  }

  private synchronized CompletableFuture<HttpClient> client() {
    var made = client;
    if (made == null || made.isCompletedExceptionally()) {
      made = CompletableFuture.supplyAsync(this::connected, threads);
      client = made;
    }
    return made;
  }

  private HttpClient connected() {
    try {
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(patience)
          .sslContext(tls(authority))
          .executor(threads)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(HttpResponse<InputStream> response, int limit) {
    try (var body = response.body()) {
      var read = body.readNBytes(limit + 1);
      return new Answer(response.statusCode(), new String(read, UTF_8), read.length > limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void hangUp(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException _) {
      // It was over anyway.
    }
  }

  private static String printable(String text) {
    var plain = text.replaceAll("[^ -~]", "?");
    return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
  }

  private static SSLContext tls(Path authority) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (var manager : managers(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        for (var certificate : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("system-" + number++, certificate);
        }
      }
    }
    if (Files.exists(authority)) {
      for (var certificate : PemFiles.bundle(authority)) {
        store.setCertificateEntry("own-" + number++, certificate);
      }
    }
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers(store).getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory managers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  @Override
  public synchronized void close() {
    var made = client;
    if (made != null) {
      var _ = made.thenAccept(HttpClient::shutdownNow);
    }
    threads.shutdownNow();
  }
}
