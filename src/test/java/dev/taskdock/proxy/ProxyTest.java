package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.proxy.http.Desync;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests through the proxy over real sockets, with each transport that this machine has.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class ProxyTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Stage stage;

  ProxyTest(Transport transport) {
    stage = new Stage(transport);
  }

  static Stream<Transport> transports() {
    return Stage.transports();
  }

  @AfterEach
  void closeAll() throws Exception {
    stage.close();
  }

  @AfterAll
  static void noBufferIsLost() {
    assertThat(Leaks.found()).isEmpty();
  }

  @Test
  void connections_are_kept_on_both_sides() throws IOException {
    var origin = stage.saying("hello");
    var client = stage.client(origin);

    for (int i = 0; i < 20; i++) {
      client.write("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).isTrue();
      assertThat(client.readBody()).isEqualTo("hello");
      assertThat(client.field("connection")).isEqualTo("keep-alive");
    }

    assertThat(origin.connections()).isEqualTo(1);
    assertThat(stage.answered).hasSize(20).containsOnly(200);
  }

  @Test
  void targets_take_turns() throws IOException {
    var client = stage.client(stage.saying("1"), stage.saying("2"), stage.saying("3"));

    var answers = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      client.write(GET);
      client.readHead();
      answers.append(client.readBody());
    }

    assertThat(answers).hasToString("123123123");
  }

  @Test
  void the_target_sees_what_the_load_balancer_says() throws IOException {
    var heads = new CopyOnWriteArrayList<String>();
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          heads.add(peer.head());
          peer.write("HTTP/1.1 204 No Content\r\n\r\n");
        });
    var client = stage.client(origin);

    client.write("GET /a?b HTTP/1.1\r\nHost: A.example:8080\r\nAccept: x\r\n\r\n");
    client.readHead();

    assertThat(client.head()).startsWith("HTTP/1.1 204 No Content\r\n");
    assertThat(heads)
        .singleElement()
        .asString()
        .matches(
            "(?s)GET /a\\?b HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                + "X-Forwarded-Port: 80\r\nHost: a.example\r\n"
                + "X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}\r\nAccept: x\r\n\r\n");
  }

  @Test
  void pipelined_requests_are_answered_in_their_order() throws IOException {
    var client = stage.client(stage.origin(Origin::sayingPaths));

    client.write(
        Stream.of("/1", "/2", "/3", "/4")
            .map(path -> "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")
            .reduce("", String::concat));

    for (var path : List.of("/1", "/2", "/3", "/4")) {
      client.readHead();
      assertThat(client.readBody()).isEqualTo(path);
    }
  }

  @Test
  void large_bodies_go_both_ways_with_a_length_and_in_chunks() throws IOException {
    var client = stage.client(stage.origin(Origin::echoing));
    var body = "0123456789abcde\n".repeat(100_000);

    client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1600000\r\n\r\n" + body);
    client.readHead();
    assertThat(client.readBody().equals(body)).isTrue();
    client.write(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + Origin.chunks(body));
    client.readHead();

    assertThat(client.readBody().equals(body)).isTrue();
    assertThat(client.field("transfer-encoding")).isEqualTo("chunked");
  }

  @Test
  void a_body_that_ends_with_its_connection_reaches_the_client_in_chunks() throws IOException {
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.0 200 OK\r\n\r\n" + "x".repeat(100_000));
        });
    var client = stage.client(origin);

    client.write(GET);

    client.readHead();
    assertThat(client.field("transfer-encoding")).isEqualTo("chunked");
    assertThat(client.readBody()).isEqualTo("x".repeat(100_000));
  }

  @Test
  void an_older_client_gets_no_chunks_and_the_end_of_its_connection() throws IOException {
    var client = stage.client(stage.origin(Origin::echoing));

    client.write("GET / HTTP/1.0\r\n\r\n");
    assertThat(client.readAll()).contains("Connection: close\r\n").endsWith("\r\n\r\n");

    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          peer.write("3\r\nabc\r\n0\r\n\r\n");
          peer.readHead();
        });
    var second = stage.client(origin);
    second.write("GET / HTTP/1.0\r\n\r\n");
    assertThat(second.readAll()).doesNotContain("chunked").endsWith("\r\n\r\nabc");
  }

  @Test
  void to_head_comes_the_head_alone() throws IOException {
    var origin =
        stage.origin(peer -> {
          while (peer.readHead()) {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
          }
        });
    var client = stage.client(origin);

    for (int i = 0; i < 3; i++) {
      client.write("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertThat(client.field("content-length")).isEqualTo("5");
    }

    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void who_expects_to_continue_is_told_to_by_the_load_balancer() throws IOException {
    var heads = new CopyOnWriteArrayList<String>();
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          heads.add(peer.head());
          var body = peer.readBody();
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        });
    var client = stage.client(origin);

    client.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    client.readHead();
    assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    client.write("hello");
    client.readHead();

    assertThat(client.readBody()).isEqualTo("hello");
    assertThat(heads).singleElement().asString().doesNotContain("Expect");
  }

  @Test
  void who_does_not_read_holds_nobody_up_and_is_sent_everything_in_the_end() throws IOException {
    var body = "0123456789abcdef".repeat(1 << 20);
    var big =
        stage.origin(peer -> {
          while (peer.readHead()) {
            peer.write(
                peer.head().startsWith("GET /big")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 16777216\r\n\r\n" + body
                    : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
    var address = stage.before(big);
    var slow = stage.client(address);
    var quick = stage.client(address);

    slow.write("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    slow.readHead();
    for (int i = 0; i < 200; i++) {
      quick.write(GET);
      quick.readHead();
      assertThat(quick.readBody()).isEqualTo("ok");
    }

    assertThat(slow.readBody().equals(body)).isTrue();
  }

  @Test
  void a_large_upload_arrives_whole() throws IOException {
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          var length = Integer.toString(peer.readBody().length());
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + length);
        });
    var client = stage.client(origin);

    client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 33554432\r\n\r\n");
    for (int i = 0; i < 32; i++) {
      client.write("0123456789abcdef".repeat(1 << 16));
    }

    client.readHead();
    assertThat(client.readBody()).isEqualTo("33554432");
  }

  @Test
  void the_last_words_in_a_tunnel_arrive() throws Exception {
    var said = new java.util.concurrent.CompletableFuture<String>();
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
          said.complete(peer.readAll());
        });
    var client = stage.client(origin);

    client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    client.readHead();
    client.write("bye".repeat(100_000));
    client.close();

    assertThat(said.get()).hasSize(300_000);
  }

  @Test
  void a_request_is_told_of_when_it_is_done() throws IOException {
    var origin = stage.saying("hello");
    var client = stage.client(origin);

    client.write("GET /x HTTP/1.1\r\nHost: A\r\nUser-Agent: me\r\nContent-Length: 0\r\n\r\n");
    client.readHead();
    var head = client.head();
    client.readBody();

    assertThat(stage.done)
        .singleElement()
        .satisfies(served -> {
          assertThat(served.status()).isEqualTo(200);
          assertThat(served.target().orElseThrow().id()).isEqualTo(Stage.id(origin));
          assertThat(served.target().orElseThrow().status()).isEqualTo(200);
          assertThat(served.sent()).isEqualTo(head.length() + 5);
          assertThat(served.received()).isEqualTo(63);
          assertThat(served.desync()).isEqualTo(Desync.Reason.GET_HEAD_ZERO_CONTENT_LENGTH);
          assertThat(served.times().target()).isPresent();
          assertThat(served.texts().orElseThrow().line()).isEqualTo("GET /x HTTP/1.1");
          assertThat(served.texts().orElseThrow().agent()).isEqualTo("me");
          assertThat(served.texts().orElseThrow().traceId()).startsWith("Root=1-");
        });
  }

  @Test
  void events_arrive_as_they_happen() throws IOException {
    var seen = new CountDownLatch(1);
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
          peer.write("data: 1\n\n");
          await(seen);
          peer.write("data: 2\n\n");
        });
    var client = stage.client(origin);

    client.write(GET);
    client.readHead();
    assertThat(client.read("9\r\ndata: 1\n\n\r\n".length())).isEqualTo("9\r\ndata: 1\n\n\r\n");
    seen.countDown();

    assertThat(client.read("9\r\ndata: 2\n\n\r\n".length())).isEqualTo("9\r\ndata: 2\n\n\r\n");
  }

  @Test
  void an_upgraded_connection_is_a_tunnel() throws IOException {
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write(
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  + "Connection: upgrade\r\n\r\nfirst");
          for (var said = peer.read(4); said.length() == 4; said = peer.read(4)) {
            peer.write(said.toUpperCase(java.util.Locale.ROOT));
          }
        });
    var client = stage.client(origin);

    client.write(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nabcd");
    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
    assertThat(client.read(9)).isEqualTo("firstABCD");
    for (int i = 0; i < 1_000; i++) {
      client.write("ping");
      assertThat(client.read(4)).isEqualTo("PING");
    }
  }

  @Test
  void silence_ends_a_tunnel() throws IOException {
    stage.idle(Duration.ofSeconds(1));
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
          peer.readAll();
        });
    var client = stage.client(origin);

    client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    client.readHead();

    assertThat(client.readAll()).isEmpty();
  }

  @Test
  void a_client_stays_with_its_target() throws IOException {
    var usual = TargetGroupAttributes.DEFAULT;
    stage.group(
        new TargetGroupAttributes(
            usual.deregistrationDelay(),
            usual.slowStart(),
            Optional.of(new Stickiness.LbCookie(Duration.ofMinutes(1))),
            usual.algorithm(),
            false,
            usual.minimumHealthy()));
    var client = stage.client(stage.saying("1"), stage.saying("2"));

    client.write(GET);
    client.readHead();
    var first = client.readBody();
    var cookie = client.field("set-cookie").replaceFirst(";.*", "");
    assertThat(cookie).startsWith("AWSALB=");
    for (int i = 0; i < 5; i++) {
      client.write("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n");
      client.readHead();
      assertThat(client.readBody()).isEqualTo(first);
    }
  }

  @Test
  void a_rule_can_be_the_answer() throws IOException {
    var fixed = new RuleAction.FixedResponse(404, Optional.of("text/plain"), "nope");
    var client = stage.client(stage.before(RuleActions.of(fixed)));

    client.write(GET);
    client.readHead();

    assertThat(client.head())
        .startsWith("HTTP/1.1 404 Not Found\r\nServer: awselb/2.0\r\nDate: ")
        .contains("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n");
    assertThat(client.readBody()).isEqualTo("nope");
  }

  @Test
  void a_rule_can_lead_elsewhere() throws IOException {
    var redirect = new RuleAction.Redirect("HTTPS", "#{host}", "443", "/#{path}", "#{query}", 301);
    var client = stage.client(stage.before(RuleActions.of(redirect)));

    client.write("GET /a?b=1 HTTP/1.1\r\nHost: Example.COM\r\n\r\n");
    client.readHead();

    assertThat(client.field("location")).isEqualTo("https://example.com:443/a?b=1");
    assertThat(client.readBody()).hasSize(134);
  }

  @Test
  void a_group_without_targets_is_unavailable() throws IOException {
    var client = stage.client(new Origin[0]);

    client.write(GET + GET);

    for (int i = 0; i < 2; i++) {
      client.readHead();
      assertThat(client.head()).startsWith("HTTP/1.1 503 Service Temporarily Unavailable\r\n");
      assertThat(client.readBody()).hasSize(162);
    }
    assertThat(stage.refusals).first().asString().contains("no target is registered in web");
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
