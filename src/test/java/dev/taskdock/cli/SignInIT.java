package dev.taskdock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.taskdock.certificates.LocalAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `taskdock lb` before a real OpenID provider, signed in to as browsers do, all of it in TLS.
@Timeout(180)
final class SignInIT {
  @TempDir Path folder;
  private HttpServer target;
  private int port;
  private OpenIdProvider provider;
  private TaskdockProcess lb;

  @BeforeEach
  void start() throws Exception {
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    target.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var said =
                exchange.getRequestURI()
                    + "\n"
                    + exchange.getRequestHeaders().entrySet().stream()
                        .map(e ->
                            e.getKey().toLowerCase(Locale.ROOT)
                                + ": "
                                + String.join(", ", e.getValue()))
                        .collect(Collectors.joining("\n"));
            exchange.sendResponseHeaders(200, said.getBytes(UTF_8).length);
            exchange.getResponseBody().write(said.getBytes(UTF_8));
          }
        });
    target.start();
    port = Ports.free();
    provider =
        OpenIdProvider.start(
            folder.resolve("state/ca"),
            folder,
            "https://localhost:%d/oauth2/idpresponse".formatted(port));
    Files.writeString(folder.resolve("taskdock.yaml"), file());
    lb =
        TaskdockProcess.start(
            TaskdockProcess.Start.of(
                    folder, "lb", "--project", "signin", "--access-log", "--lb-port", "443=" + port)
                .with("TASKDOCK_HOME", folder.resolve("state").toString()));
    lb.awaitErr("web  https://localhost:" + port);
    lb.awaitErr("is healthy");
  }

  @AfterEach
  void stop() {
    lb.close();
    provider.close();
    target.stop(0);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void people_sign_in_and_tokens_are_looked_at(HttpClient.Version version) throws Exception {
    try (var browser = new Browser(trusting(), version)) {
      signsIn(browser, version);
      refreshes(browser);
      staysOut(browser);
    }
    tokens(version);
    tells();
  }

  private void signsIn(Browser browser, HttpClient.Version version) throws Exception {
    var first = browser.get(here("/app/a?b=c"));
    assertThat(first.version()).isEqualTo(version);
    assertThat(first.statusCode()).isEqualTo(302);
    assertThat(first.headers().firstValue("location").orElseThrow())
        .startsWith(provider.origin() + "/auth?client_id=app&");

    var login = browser.open(here("/app/a?b=c"));
    assertThat(login.uri().getAuthority()).isEqualTo(URI.create(provider.origin()).getAuthority());
    var consent = browser.submit(login, "jane");
    var page = browser.submit(consent, "jane");

    assertThat(page.uri()).isEqualTo(here("/app/a?b=c"));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).startsWith("/app/a?b=c\n").contains("x-amzn-oidc-identity: jane\n");
    assertThat(browser.cookies(here("/"))).containsOnlyKeys("AWSELBAuthSessionCookie-0");
    var data = field(page.body(), "x-amzn-oidc-data").split("\\.");
    var header = new String(Base64.getUrlDecoder().decode(data[0]), UTF_8);
    assertThat(header)
        .contains("\"alg\":\"ES256\"")
        .contains("\"client\":\"app\"")
        .contains("loadbalancer/app/web/0000000000000000");
    assertThat(new String(Base64.getUrlDecoder().decode(data[1]), UTF_8))
        .contains("jane@example.test");
    var id = header.replaceFirst(".*\"kid\":\"([^\"]+)\".*", "$1");
    var pem = browser.get(here("/oauth2/public-keys/" + id)).body();
    assertThat(holds(pem, data)).isTrue();
  }

  /// The provider's access tokens last for two seconds.
  private void refreshes(Browser browser) throws Exception {
    var before = field(browser.get(here("/app")).body(), "x-amzn-oidc-accesstoken");
    var until = Instant.now().plus(Duration.ofSeconds(30));
    var after = before;
    while (after.equals(before)) {
      assertThat(Instant.now()).isBefore(until);
      var page = browser.get(here("/app"));
      assertThat(page.statusCode()).isEqualTo(200);
      after = field(page.body(), "x-amzn-oidc-accesstoken");
    }
    assertThat(field(browser.get(here("/app")).body(), "x-amzn-oidc-identity")).isEqualTo("jane");
  }

  private void staysOut(Browser browser) throws Exception {
    browser.cookies(here("/")).clear();
    assertThat(browser.get(here("/deny")).statusCode()).isEqualTo(401);
    assertThat(browser.get(here("/allow")).body())
        .startsWith("/allow\n")
        .doesNotContain("x-amzn-oidc");
  }

  private void tokens(HttpClient.Version version) throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(trusting()).version(version).build()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create(provider.origin() + "/token"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header(
                      "Authorization",
                      "Basic " + Base64.getEncoder().encodeToString("machine:hush".getBytes(UTF_8)))
                  .POST(
                      BodyPublishers.ofString(
                          "grant_type=client_credentials&resource=urn:api&scope=read"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).contains("access_token");
      var token = answer.body().replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");

      assertThat(status(client, "Bearer " + token)).isEqualTo(200);
      assertThat(status(client, "Bearer " + token.substring(0, token.length() - 8) + "AAAAAAAA"))
          .isEqualTo(401);
      assertThat(
              client
                  .send(HttpRequest.newBuilder(here("/api")).build(), BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(401);
    }
    lb.awaitErr("401: JWTSignatureValidationError: no key of the provider's has signed the token");
    lb.awaitErr("401: JWTHeaderNotPresent: the request has no Authorization header");
  }

  private int status(HttpClient client, String authorization)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(here("/api")).header("Authorization", authorization).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private void tells() throws IOException {
    assertThat(said("lb", "status", "--project", "signin"))
        .containsPattern("ELBAuthSuccess +1 ")
        .containsPattern("ELBAuthRefreshTokenSuccess +[1-9]")
        .containsPattern("ELBAuthLatency ")
        .containsPattern("JWTValidationSuccessCount +1 ")
        .containsPattern("JWTValidationFailureCount +2 ");
    assertThat(said("lb", "why", "https://localhost:" + port + "/app", "--project", "signin"))
        .contains(
            "rule 1 applies: authenticate-oidc with " + provider.origin() + ", then forward to app")
        .contains("1 of 1 targets healthy");

    lb.signal("INT");
    lb.endsWith(ExitCode.INTERRUPTED);
    assertThat(Files.readString(folder.resolve("state/lb/signin/web.access.log")))
        .contains("\"authenticate,forward\" \"-\" \"-\"")
        .contains("\"authenticate\" \"-\" \"JWTHeaderNotPresent\"")
        .contains("\"authenticate\" \"-\" \"JWTSignatureValidationError\"")
        .doesNotContain("hush");
  }

  private String said(String... arguments) {
    try (var asked =
        TaskdockProcess.start(
            TaskdockProcess.Start.of(folder, arguments)
                .with("TASKDOCK_HOME", folder.resolve("state").toString()))) {
      asked.endsWith(ExitCode.FINE);
      return String.join("\n", asked.out());
    }
  }

  private URI here(String path) {
    return URI.create("https://localhost:" + port + path);
  }

  private static String field(String body, String name) {
    return body.lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + body));
  }

  private static boolean holds(String pem, String[] data) throws GeneralSecurityException {
    var key =
        KeyFactory.getInstance("EC")
            .generatePublic(
                new X509EncodedKeySpec(
                    Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(key);
    signature.update(String.join(".", Arrays.copyOf(data, 2)).getBytes(UTF_8));
    return signature.verify(Base64.getUrlDecoder().decode(data[2]));
  }

  private SSLContext trusting() throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca", LocalAuthority.in(folder.resolve("state/ca"), Instant.now()).certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private String file() {
    return """
    loadBalancers:
      web:
        Listeners:
          - Protocol: HTTPS
            Port: 443
            DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: "404"}}]
            Rules:
              - Priority: 1
                Conditions: [{Field: path-pattern, Values: ["/app*"]}]
                Actions:
                  - {Type: authenticate-oidc, Order: 1, AuthenticateOidcConfig: %1$s}
                  - {Type: forward, Order: 2, TargetGroupArn: app}
              - Priority: 2
                Conditions: [{Field: path-pattern, Values: [/deny]}]
                Actions:
                  - {Type: authenticate-oidc, Order: 1, AuthenticateOidcConfig: %2$s}
                  - {Type: forward, Order: 2, TargetGroupArn: app}
              - Priority: 3
                Conditions: [{Field: path-pattern, Values: [/allow]}]
                Actions:
                  - {Type: authenticate-oidc, Order: 1, AuthenticateOidcConfig: %3$s}
                  - {Type: forward, Order: 2, TargetGroupArn: app}
              - Priority: 4
                Conditions: [{Field: path-pattern, Values: [/api]}]
                Actions:
                  - Type: jwt-validation
                    Order: 1
                    JwtValidationConfig:
                      JwksEndpoint: %4$s/jwks
                      Issuer: %4$s
                      AdditionalClaims:
                        - {Name: scope, Format: space-separated-values, Values: [read]}
                  - {Type: forward, Order: 2, TargetGroupArn: app}
    targetGroups:
      app: {Port: 80, Targets: ["127.0.0.1:%5$d"]}
    """
        .formatted(
            oidc("authenticate"),
            oidc("deny"),
            oidc("allow"),
            provider.origin(),
            target.getAddress().getPort());
  }

  private String oidc(String otherwise) {
    return """
    {Issuer: "%1$s", AuthorizationEndpoint: "%1$s/auth", TokenEndpoint: "%1$s/token", \
    UserInfoEndpoint: "%1$s/me", ClientId: app, ClientSecret: "hush/hush+", Scope: openid email, \
    OnUnauthenticatedRequest: %2$s}\
    """
        .formatted(provider.origin(), otherwise);
  }
}
