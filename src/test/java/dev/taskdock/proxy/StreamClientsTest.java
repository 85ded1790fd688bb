package dev.taskdock.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.proxy.tls.TlsFront;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// HTTP/2 to clients over real sockets, asked by the JDK's client.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class StreamClientsTest {
  private final Stage stage;
  private final HttpClient client;

  StreamClientsTest(Transport transport) throws Exception {
    stage = new Stage(transport);
    client = HttpClient.newBuilder().sslContext(trusting()).build();
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
  void a_request_becomes_one_of_http1_with_names_in_lower_case() throws Exception {
    var address = stage.secure(front(), stage.origin(StreamClientsTest::sayingHeads));

    var response =
        client.send(
            to(address, "/a/b?c=d").header("X-Custom", "One").build(), BodyHandlers.ofString());

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith("GET /a/b?c=d HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1\r\n")
        .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Port: 443\r\n")
        .containsPattern("Host: localhost\r\n")
        .containsPattern("X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}\r\n")
        .contains("x-custom: One\r\n")
        .doesNotContain("Upgrade", "HTTP2-Settings");
    assertThat(stage.done.getFirst().texts().orElseThrow().line())
        .isEqualTo("GET /a/b?c=d HTTP/2.0");
  }

  @Test
  void many_streams_of_one_connection_share_kept_alive_targets() throws Exception {
    var origin = stage.saying("hello");
    var address = stage.secure(front(), origin);
    client.send(to(address, "/first").build(), BodyHandlers.ofString());

    for (int round = 0; round < 5; round++) {
      var answers =
          IntStream.range(0, 100)
              .mapToObj(
                  i -> client.sendAsync(to(address, "/" + i).build(), BodyHandlers.ofString()))
              .toList();
      assertThat(answers).allSatisfy(a -> assertThat(a.join().body()).isEqualTo("hello"));
    }

    assertThat(stage.answered).hasSize(501).containsOnly(200);
    assertThat(origin.connections()).isLessThanOrEqualTo(100);
  }

  @Test
  void large_bodies_go_both_ways_with_and_without_a_length() throws Exception {
    var address = stage.secure(front(), stage.origin(Origin::echoing));
    var body = "0123456789abcdef".repeat(200_000);

    var sized =
        client.send(
            to(address, "/").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    assertThat(sized.body().equals(body)).isTrue();

    var chunked =
        client.send(
            to(address, "/")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body.getBytes(ISO_8859_1))))
                .build(),
            BodyHandlers.ofString());
    assertThat(chunked.body().equals(body)).isTrue();
  }

  @Test
  void what_a_target_says_bit_by_bit_arrives_bit_by_bit() throws Exception {
    var heard = new CountDownLatch(1);
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
          await(heard);
          peer.write("3\r\ntwo\r\n0\r\n\r\n");
        });
    var address = stage.secure(front(), origin);

    var response = client.send(to(address, "/").build(), BodyHandlers.ofInputStream());
    assertThat(new String(response.body().readNBytes(3), ISO_8859_1)).isEqualTo("one");
    heard.countDown();
    assertThat(new String(response.body().readAllBytes(), ISO_8859_1)).isEqualTo("two");
  }

  @Test
  void a_body_that_only_the_end_of_the_connection_ends_is_whole() throws Exception {
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 200 OK\r\n\r\nall of it");
        });

    var response =
        client.send(to(stage.secure(front(), origin), "/").build(), BodyHandlers.ofString());
    assertThat(response.body()).isEqualTo("all of it");
  }

  @Test
  void an_answer_that_is_cut_off_does_not_look_whole() throws Exception {
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        });
    var address = stage.secure(front(), origin);

    assertThatThrownBy(() -> client.send(to(address, "/").build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    assertThat(stage.causes).containsExactly(Cause.CLOSED_IN_BODY);
  }

  @Test
  void a_target_that_hangs_up_is_a_502_and_the_connection_goes_on() throws Exception {
    var origin =
        stage.origin(peer -> {
          if (peer.readHead() && peer.head().startsWith("GET /good")) {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
    var address = stage.secure(front(), origin);

    var bad = client.send(to(address, "/bad").build(), BodyHandlers.ofString());
    assertThat(bad.statusCode()).isEqualTo(502);
    assertThat(bad.headers().firstValue("server")).contains("awselb/2.0");
    assertThat(bad.headers().firstValue("connection")).isEmpty();
    assertThat(bad.body()).contains("<h1>502 Bad Gateway</h1>");
    var good = client.send(to(address, "/good").build(), BodyHandlers.ofString());
    assertThat(good.body()).isEqualTo("ok");
  }

  @Test
  void a_silent_target_is_a_504() throws Exception {
    stage.idle(Duration.ofMillis(300));
    var silent = stage.origin(peer -> peer.ends());

    var response =
        client.send(to(stage.secure(front(), silent), "/").build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(stage.causes).containsExactly(Cause.TIMED_OUT);
  }

  @Test
  void a_client_that_goes_away_frees_its_target() throws Exception {
    var asked = new CountDownLatch(1);
    var ended = new CompletableFuture<Boolean>();
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          asked.countDown();
          ended.complete(peer.ends());
        });
    var address = stage.secure(front(), origin);

    var answer = client.sendAsync(to(address, "/").build(), BodyHandlers.ofString());
    await(asked);
    answer.cancel(true);
    assertThat(ended.join()).isTrue();
    assertThat(stage.served.take().status()).isEqualTo(460);
    assertThat(stage.server().outstanding(Stage.id(origin))).isZero();
  }

  @Test
  void fixed_responses_and_redirects_have_no_connection_field() throws Exception {
    var fixed = new RuleAction.FixedResponse(404, Optional.of("text/plain"), "nope");
    var response =
        client.send(
            to(stage.secure(front(), RuleActions.of(fixed)), "/").build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("nope");
    assertThat(response.headers().map().keySet())
        .contains("server", "date", "content-type", "content-length")
        .doesNotContain("connection");
  }

  @Test
  void head_gets_the_length_and_no_body() throws Exception {
    var origin =
        stage.origin(peer -> {
          while (peer.readHead()) {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n");
          }
        });
    var address = stage.secure(front(), origin);

    var response = client.send(to(address, "/").HEAD().build(), BodyHandlers.ofString());
    assertThat(response.headers().firstValue("content-length")).contains("12");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void an_answer_before_the_end_of_the_request_is_given() throws Exception {
    var fixed = new RuleAction.FixedResponse(403, Optional.empty(), "");
    var address = stage.secure(front(), RuleActions.of(fixed));
    var body = "x".repeat(2_000_000);

    var response =
        client.send(
            to(address, "/").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void a_target_group_that_speaks_grpc_takes_no_get() throws Exception {
    stage.speaking(ProtocolVersion.GRPC, false);
    var address = stage.secure(front(), stage.saying("hello"));

    var response = client.send(to(address, "/").build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(464);
  }

  @Test
  void targets_in_tls_are_asked_in_tls_whoever_they_are() throws Exception {
    var identity = Identities.made(Instant.now(), "somebody.else");
    var origin = stage.origin(Origin.inTls(identity, StreamClientsTest::sayingHeads));
    stage.speaking(ProtocolVersion.HTTP1, true);
    var address = stage.secure(front(), origin);

    for (int i = 0; i < 3; i++) {
      var response = client.send(to(address, "/").build(), BodyHandlers.ofString());
      assertThat(response.body()).startsWith("GET / HTTP/1.1\r\n");
    }
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void a_target_without_tls_where_it_is_wanted_is_a_502() throws Exception {
    stage.speaking(ProtocolVersion.HTTP1, true);
    var plain = stage.origin(peer -> peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    var address = stage.secure(front(), plain);

    var response = client.send(to(address, "/").build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(stage.causes).containsExactly(Cause.TLS_FAILED);
  }

  @Test
  void answers_have_the_headers_that_the_listener_inserts_in_place_of_the_targets()
      throws Exception {
    stage.inserting(Map.of("X-Frame-Options", "DENY", "Access-Control-Max-Age", "60"));
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Frame-Options: ALLOW\r\n"
                  + "x-frame-options: SAME\r\n\r\n");
        });

    var forwarded =
        client.send(to(stage.secure(front(), origin), "/").build(), BodyHandlers.ofString());
    assertThat(forwarded.statusCode()).isEqualTo(200);
    assertThat(forwarded.headers().allValues("x-frame-options")).containsExactly("DENY");
    assertThat(forwarded.headers().allValues("access-control-max-age")).containsExactly("60");

    var own =
        client.send(to(stage.secure(front(), Origin.gone()), "/").build(), BodyHandlers.ofString());
    assertThat(own.statusCode()).isEqualTo(502);
    assertThat(own.headers().allValues("x-frame-options")).containsExactly("DENY");
  }

  private static HttpRequest.Builder to(InetSocketAddress address, String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + address.getPort() + path))
        .timeout(Duration.ofSeconds(30));
  }

  static TlsFront front() throws Exception {
    return TlsFront.of(
        new TlsFront.Parts(
            new TlsSettings(
                "ELBSecurityPolicy-TLS13-1-2-2021-06", List.of(), MutualAuthentication.OFF),
            List.of(Identities.made(Instant.now(), "localhost")),
            TrustStore.NONE,
            true,
            false,
            ListenerAttributes.DEFAULT));
  }

  static SSLContext trusting() throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Identities.authorityOfTests().certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void sayingHeads(Origin.Peer peer) throws IOException {
    while (peer.readHead()) {
      var head = peer.head();
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
