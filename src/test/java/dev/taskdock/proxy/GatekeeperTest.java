package dev.taskdock.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleAction.AuthenticateOidc;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.proxy.Gatekeeper.Finding;
import dev.taskdock.proxy.Gatekeeper.Outcome;
import dev.taskdock.proxy.Gatekeeper.Verdict;
import dev.taskdock.routing.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests of rules that ask who is there, with a gatekeeper that takes its time.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class GatekeeperTest {
  private static final RuleActions ACTIONS =
      new RuleActions(
          Optional.of(
              new AuthenticateOidc(
                  "https://id.test",
                  new AuthenticateOidc.Endpoints("https://a", "https://t", "https://u"),
                  "client",
                  new SecretValue("secret"),
                  "openid",
                  "AWSELBAuthSessionCookie",
                  Duration.ofDays(7),
                  AuthenticateOidc.Unauthenticated.AUTHENTICATE,
                  Map.of())),
          RuleAction.Forward.to(new TargetGroupName("web")));

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final Stage stage;
  private final HttpClient client;

  /// Somebody at the gate, and the promise of a verdict.
  private record Asked(Gatekeeper.Visitor visitor, CompletableFuture<Verdict> verdict) {}

  GatekeeperTest(Transport transport) throws Exception {
    stage = new Stage(transport, Optional.of(new Slow(asked)));
    client = HttpClient.newBuilder().sslContext(StreamClientsTest.trusting()).build();
  }

  static Stream<Transport> transports() {
    return Stage.transports();
  }

  @AfterEach
  void closeAll() throws Exception {
    client.shutdownNow();
    stage.close();
  }

  @AfterAll
  static void noBufferIsLost() {
    assertThat(Leaks.found()).isEmpty();
  }

  @Test
  void a_request_and_its_body_wait_until_it_is_let_in() throws Exception {
    var client = stage.client(stage.before(ACTIONS, stage.origin(Origin::echoing)));

    client.write(
        "POST /a?b HTTP/1.1\r\nHost: x.test\r\nCookie: c=d\r\nContent-Length: 6\r\n\r\nabc");
    var at = asked();
    assertThat(at.visitor().host()).isEqualTo("x.test");
    assertThat(at.visitor().path() + "?" + at.visitor().query()).isEqualTo("/a?b");
    assertThat(at.visitor().cookies()).containsExactly("c=d");
    client.write("def");
    at.verdict().complete(pass(Map.of()));

    assertThat(client.readHead()).isTrue();
    assertThat(client.readBody()).isEqualTo("abcdef");
    assertThat(done().finding().orElseThrow().passed()).isTrue();
  }

  @Test
  void requests_behind_one_that_waits_come_in_their_turn() throws Exception {
    var client = stage.client(stage.before(ACTIONS, stage.origin(Origin::sayingPaths)));

    client.write("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
    asked().verdict().complete(refuse(401));
    asked().verdict().complete(pass(Map.of()));

    assertThat(client.readHead()).isTrue();
    assertThat(client.head()).startsWith("HTTP/1.1 401 Authorization Required\r\n");
    client.readBody();
    assertThat(client.readHead()).isTrue();
    assertThat(client.readBody()).isEqualTo("/2");
  }

  @Test
  void nothing_is_done_for_a_client_that_has_gone() throws Exception {
    var origin = stage.saying("hello");
    var address = stage.before(ACTIONS, origin);

    Asked at;
    try (var client = stage.connected(address)) {
      client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      at = asked();
    }
    assertThat(done().status()).isEqualTo(460);
    at.verdict().complete(pass(Map.of()));
    var next = stage.client(address);
    next.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    asked().verdict().complete(pass(Map.of()));
    assertThat(next.readHead()).isTrue();
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void a_gatekeeper_that_fails_is_a_500() throws Exception {
    var client = stage.client(stage.before(ACTIONS, stage.saying("hello")));

    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    asked().verdict().completeExceptionally(new IllegalStateException("broken"));

    assertThat(client.readHead()).isTrue();
    assertThat(client.head()).startsWith("HTTP/1.1 500 ");
  }

  @Test
  void what_a_client_says_about_who_it_is_goes_no_further() throws Exception {
    var client = stage.client(stage.before(ACTIONS, stage.origin(GatekeeperTest::sayingHeads)));

    client.write(
        "GET / HTTP/1.1\r\nHost: x\r\nX-AMZN-OIDC-Identity: root\r\nx-amzn-oidc-data: e.y.z\r\n\r\n");
    asked().verdict().complete(pass(Map.of("x-amzn-oidc-identity", "jane")));
    assertThat(client.readHead()).isTrue();
    assertThat(client.readBody())
        .contains("x-amzn-oidc-identity: jane\r\n")
        .doesNotContain("root")
        .doesNotContain("e.y.z");

    client.write("GET / HTTP/1.1\r\nHost: x\r\nX-AMZN-OIDC-Identity: root\r\n\r\n");
    asked().verdict().complete(pass(Map.of()));
    assertThat(client.readHead()).isTrue();
    assertThat(client.readBody()).doesNotContainIgnoringCase("x-amzn-oidc");
  }

  @Test
  void cookies_of_the_gatekeeper_reach_the_client_with_every_kind_of_answer() throws Exception {
    var client = stage.client(stage.before(ACTIONS, stage.saying("hello")));

    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    asked().verdict().complete(verdict(new Outcome.Pass(Optional.of(Map.of())), "a=1"));
    assertThat(client.readHead()).isTrue();
    assertThat(client.field("set-cookie")).isEqualTo("a=1");
    client.readBody();

    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    asked().verdict().complete(verdict(new Outcome.Redirect("https://id.test/?a=b"), "b=2"));
    assertThat(client.readHead()).isTrue();
    assertThat(client.head()).startsWith("HTTP/1.1 302 Found\r\n");
    assertThat(client.field("location")).isEqualTo("https://id.test/?a=b");
    assertThat(client.field("set-cookie")).isEqualTo("b=2");
  }

  @Test
  void the_page_to_which_providers_send_people_back_is_the_gatekeepers() throws Exception {
    var client = stage.client(stage.before(ACTIONS, stage.saying("hello")));

    client.write("GET " + Route.SignInPage.CALLBACK + "?code=1 HTTP/1.1\r\nHost: x\r\n\r\n");
    var at = asked();
    assertThat(at.visitor().query()).isEqualTo("code=1");
    at.verdict().complete(verdict(new Outcome.Text("here"), "a=1"));

    assertThat(client.readHead()).isTrue();
    assertThat(client.readBody()).isEqualTo("here");
    assertThat(done().route().orElseThrow()).isInstanceOf(Route.SignInPage.class);
  }

  @Test
  void over_http2_a_request_and_its_body_wait_too() throws Exception {
    var address = secure(stage.origin(Origin::echoing));
    var body = "0123456789".repeat(30_000);

    var answer =
        client.sendAsync(
            to(address).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    var at = asked();
    // Other requests of the connection do not wait for it.
    var other = client.sendAsync(to(address).build(), BodyHandlers.ofString());
    asked().verdict().complete(refuse(401));
    assertThat(other.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
    at.verdict().complete(pass(Map.of()));

    assertThat(answer.get(20, TimeUnit.SECONDS).body().equals(body)).isTrue();
  }

  @Test
  void over_http2_a_refused_request_with_a_body_is_answered() throws Exception {
    var address = secure(stage.saying("hello"));

    var answer =
        client.sendAsync(
            to(address).POST(BodyPublishers.ofString("abc")).build(), BodyHandlers.ofString());
    asked().verdict().complete(verdict(new Outcome.Redirect("https://id.test/"), "a=1"));

    var response = answer.get(20, TimeUnit.SECONDS);
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("set-cookie")).contains("a=1");
  }

  @Test
  void over_http2_the_rest_of_a_refused_request_may_still_come() throws Exception {
    var address = secure(stage.saying("hello"));
    var body = new SubmissionPublisher<ByteBuffer>();
    var answer =
        client.sendAsync(
            to(address).POST(BodyPublishers.fromPublisher(body)).build(),
            heads -> {
              body.submit(UTF_8.encode("the rest"));
              body.close();
              return BodyHandlers.ofString().apply(heads);
            });
    body.submit(UTF_8.encode("the beginning"));
    asked().verdict().complete(refuse(401));

    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
  }

  @Test
  void over_http2_identity_is_told_and_nothing_else_believed() throws Exception {
    var address = secure(stage.origin(GatekeeperTest::sayingHeads));

    var answer =
        client.sendAsync(
            to(address).header("x-amzn-oidc-identity", "root").build(), BodyHandlers.ofString());
    asked().verdict().complete(pass(Map.of("x-amzn-oidc-identity", "jane")));

    assertThat(answer.get(20, TimeUnit.SECONDS).body())
        .contains("x-amzn-oidc-identity: jane\r\n")
        .doesNotContain("root");
  }

  @Test
  void over_http2_nothing_is_done_for_a_client_that_has_gone() throws Exception {
    var origin = stage.saying("hello");
    var address = secure(origin);

    var gone =
        client.sendAsync(
            to(address).POST(BodyPublishers.ofString("abc")).build(), BodyHandlers.ofString());
    var at = asked();
    gone.cancel(true);
    assertThat(done().status()).isEqualTo(460);
    at.verdict().complete(pass(Map.of()));

    var next = client.sendAsync(to(address).build(), BodyHandlers.ofString());
    asked().verdict().complete(pass(Map.of()));
    assertThat(next.get(20, TimeUnit.SECONDS).body()).isEqualTo("hello");
    assertThat(origin.connections()).isEqualTo(1);
  }

  private InetSocketAddress secure(Origin origin) throws Exception {
    return stage.secure(StreamClientsTest.front(), ACTIONS, origin);
  }

  private Asked asked() throws InterruptedException {
    return Objects.requireNonNull(asked.poll(20, TimeUnit.SECONDS), "nobody was asked");
  }

  private Served done() throws InterruptedException {
    return Objects.requireNonNull(stage.served.poll(20, TimeUnit.SECONDS), "nothing is done");
  }

  private static HttpRequest.Builder to(InetSocketAddress address) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + address.getPort() + "/"))
        .timeout(Duration.ofSeconds(30));
  }

  private static Verdict pass(Map<String, String> identity) {
    return new Verdict(new Outcome.Pass(Optional.of(identity)), List.of(), Finding.of(true));
  }

  private static Verdict refuse(int status) {
    return new Verdict(new Outcome.Refuse(status, "no"), List.of(), Finding.of(false));
  }

  private static Verdict verdict(Outcome outcome, String cookie) {
    return new Verdict(outcome, List.of(cookie), Finding.of(outcome instanceof Outcome.Pass));
  }

  private static void sayingHeads(Origin.Peer peer) throws IOException {
    while (peer.readHead()) {
      var head = peer.head();
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
    }
  }

  /// Decides when the test does.
  private record Slow(BlockingQueue<Asked> asked) implements Gatekeeper {
    @Override
    public Judgement judge(Route.Authenticate rule, Visitor visitor) {
      return later(visitor);
    }

    @Override
    public Judgement judge(Route.Validate rule, Visitor visitor) {
      return later(visitor);
    }

    @Override
    public Judgement judge(Route.SignInPage page, Visitor visitor) {
      return later(visitor);
    }

    private Judgement later(Visitor visitor) {
      var verdict = new CompletableFuture<Verdict>();
      asked.add(new Asked(visitor, verdict));
      return new Pending(verdict);
    }
  }
}
