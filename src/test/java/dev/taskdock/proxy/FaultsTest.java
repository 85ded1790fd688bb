package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.routing.Member;
import dev.taskdock.routing.Member.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of requests when targets and clients do not do what they should.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class FaultsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";

  private final Stage stage;

  FaultsTest(Transport transport) {
    stage = new Stage(transport);
  }

  static Stream<Transport> transports() {
    return Stage.transports();
  }

  @AfterEach
  void closeAll() throws Exception {
    stage.close();
  }

  @Test
  void a_target_that_is_not_there_is_a_bad_gateway() throws IOException {
    var client = stage.client(Origin.gone());

    client.write(GET + GET);

    for (int i = 0; i < 2; i++) {
      client.readHead();
      assertThat(client.head()).startsWith("HTTP/1.1 502 Bad Gateway\r\nServer: awselb/2.0\r\n");
      assertThat(client.readBody()).hasSize(122);
      assertThat(client.field("connection")).isEqualTo("keep-alive");
    }
    assertThat(stage.causes).hasSize(2).containsOnly(Cause.CONNECTION_REFUSED);
  }

  @Test
  void a_target_that_closes_without_an_answer_is_a_bad_gateway() throws IOException {
    var client = stage.client(stage.origin(peer -> peer.readHead()));

    assertThat(answer(client, GET)).startsWith("HTTP/1.1 502 ");
    assertThat(stage.causes).containsExactly(Cause.CLOSED_EARLY);
  }

  @Test
  void a_target_that_resets_is_a_bad_gateway() throws IOException {
    var client =
        stage.client(
            stage.origin(peer -> {
              peer.readHead();
              peer.reset();
            }));

    assertThat(answer(client, GET)).startsWith("HTTP/1.1 502 ");
    assertThat(stage.causes).containsExactly(Cause.RESET);
  }

  @Test
  void a_target_that_closes_what_was_kept_alive_is_told_apart() throws IOException {
    var client =
        stage.client(
            stage.origin(peer -> {
              peer.readHead();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              peer.readHead();
            }));

    assertThat(answer(client, GET)).startsWith("HTTP/1.1 200 ");
    assertThat(answer(client, GET)).startsWith("HTTP/1.1 502 ");

    assertThat(stage.causes).containsExactly(Cause.CLOSED_KEPT_ALIVE);
    assertThat(stage.sentences)
        .singleElement()
        .asString()
        .matches(
            "the target closed a kept-alive connection after 0(\\.\\d)? s: raise its keep-alive"
                + " above 60 s");
  }

  @Test
  void what_is_no_response_is_a_bad_gateway() throws IOException {
    for (var garbage :
        new String[] {
          "garbage\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nA: " + "b".repeat(33_000) + "\r\n\r\n"
        }) {
      var client =
          stage.client(
              stage.origin(peer -> {
                peer.readHead();
                peer.write(garbage);
                peer.readAll();
              }));

      assertThat(answer(client, GET)).as(garbage).startsWith("HTTP/1.1 502 ");
    }

    assertThat(stage.causes)
        .containsExactly(
            Cause.MALFORMED,
            Cause.MALFORMED,
            Cause.MALFORMED,
            Cause.UPGRADED_UNASKED,
            Cause.HEAD_TOO_LARGE);
  }

  @Test
  void an_answer_that_breaks_off_is_cut_off() throws IOException {
    var client =
        stage.client(
            stage.origin(peer -> {
              peer.readHead();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            }));

    client.write(GET);
    client.readHead();

    assertThat(client.ends()).isTrue();
    assertThat(stage.causes).containsExactly(Cause.CLOSED_IN_BODY);
    assertThat(stage.failures).containsExactly(0);
  }

  @Test
  void broken_chunks_are_cut_off() throws IOException {
    var client =
        stage.client(
            stage.origin(peer -> {
              peer.readHead();
              peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX");
              peer.readAll();
            }));

    client.write(GET);
    client.readHead();

    assertThat(client.ends()).isTrue();
    assertThat(stage.causes).containsExactly(Cause.MALFORMED);
  }

  @Test
  void a_target_that_says_too_much_is_not_kept() throws IOException {
    var origin =
        stage.origin(peer -> {
          while (peer.readHead()) {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n");
          }
        });
    var client = stage.client(origin);

    for (int i = 0; i < 3; i++) {
      assertThat(answer(client, GET)).startsWith("HTTP/1.1 200 ");
    }

    assertThat(origin.connections()).isEqualTo(3);
  }

  @Test
  void a_target_that_does_not_answer_times_out() throws IOException {
    stage.idle(Duration.ofSeconds(1));
    var client = stage.client(stage.origin(Origin.Peer::readAll));

    assertThat(answer(client, GET)).startsWith("HTTP/1.1 504 Gateway Time-out\r\n");
    assertThat(stage.causes).containsExactly(Cause.TIMED_OUT);
  }

  @Test
  void a_client_may_ask_again_after_a_target_timed_out() throws IOException {
    stage.idle(Duration.ofSeconds(1));
    var client = stage.client(stage.origin(Origin.Peer::readAll));

    for (int i = 0; i < 2; i++) {
      client.write(GET);
      client.readHead();
      assertThat(client.head()).startsWith("HTTP/1.1 504 ");
      client.readBody();
      assertThat(client.isSilentFor(Duration.ofMillis(400))).isTrue();
    }
  }

  @Test
  void a_client_that_does_not_go_on_times_out() throws IOException {
    stage.idle(Duration.ofSeconds(1));
    var address = stage.before(stage.origin(Origin::echoing));
    var inHead = stage.client(address);
    var inBody = stage.client(address);

    inHead.write("GET / HT");
    inBody.write(POST + "hello");

    assertThat(inHead.readAll()).startsWith("HTTP/1.1 408 Request Time-out\r\n");
    assertThat(inBody.readAll()).startsWith("HTTP/1.1 408 ");
    assertThat(stage.causes).isEmpty();
  }

  @Test
  void a_client_that_asks_nothing_is_left_without_a_word() throws IOException {
    stage.idle(Duration.ofSeconds(1));
    var client = stage.client(stage.saying("hello"));

    assertThat(answer(client, GET)).startsWith("HTTP/1.1 200 ");

    assertThat(client.readAll()).isEmpty();
  }

  @Test
  void a_client_that_goes_away_takes_its_request_along() throws Exception {
    var gone = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    var client =
        stage.client(
            stage.origin(peer -> {
              peer.readHead();
              asked.countDown();
              peer.ends();
              gone.countDown();
            }));

    client.write(GET);
    asked.await();
    client.close();
    gone.await();

    assertThat(stage.answered).containsExactly(460);
    assertThat(stage.causes).isEmpty();
  }

  @Test
  void an_answer_before_the_whole_request_reaches_the_client() throws IOException {
    var client =
        stage.client(
            stage.origin(peer -> {
              peer.readHead();
              peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            }));

    client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhello");

    assertThat(client.readAll())
        .startsWith("HTTP/1.1 413 Too Large\r\n")
        .contains("Connection: close\r\n")
        .endsWith("big");
  }

  @Test
  void what_is_no_request_is_refused_and_the_connection_ends() throws IOException {
    var address = stage.before(stage.saying("hello"));

    for (var request :
        new String[] {
          "echo test\r\n",
          "GET / HTTP/1.1\r\n\r\n",
          "PRI * HTTP/2.0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx",
          "GET / HTTP/1.1\r\nHost: a\r\nA: b\0\r\n\r\n"
        }) {
      var client = stage.client(address);
      client.write(request);
      assertThat(client.readAll())
          .as(request)
          .startsWith("HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\nDate: ")
          .contains("Content-Type: text/html\r\nContent-Length: 122\r\nConnection: close\r\n");
    }
  }

  @Test
  void a_head_that_stops_after_another_request_is_refused_like_the_first() throws IOException {
    stage.idle(Duration.ofSeconds(1));
    var client = stage.client(stage.saying(""));

    client.write("\r\n".repeat(1500) + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    client.readHead();
    client.write("GET");

    assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").endsWith("</html>\r\n");
  }

  @Test
  void what_is_not_done_is_refused_and_the_connection_stays() throws IOException {
    var client = stage.client(stage.saying("hello"));
    var addresses = "1.1.1.1,".repeat(31);

    assertThat(answer(client, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 405 ");
    assertThat(
            answer(
                client, "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + addresses + "\r\n\r\n"))
        .startsWith("HTTP/1.1 463");
    assertThat(answer(client, GET)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void an_ambiguous_request_is_the_last_of_both_connections() throws IOException {
    var origin = stage.origin(Origin::echoing);
    var address = stage.before(origin);
    var client = stage.client(address);

    client.write("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(client.readAll()).contains("Connection: close\r\n").endsWith("hello");
    assertThat(answer(stage.client(address), GET)).startsWith("HTTP/1.1 200 ");

    assertThat(origin.connections()).isEqualTo(2);
  }

  @Test
  void a_target_that_leaves_ends_what_it_began_and_gets_nothing_new() throws Exception {
    var asked = new CountDownLatch(1);
    var leaves = new CountDownLatch(1);
    var leaving =
        stage.origin(peer -> {
          peer.readHead();
          asked.countDown();
          await(leaves);
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
        });
    var address = stage.before(leaving);
    var early = stage.client(address);

    early.write(GET);
    asked.await();
    stage.targets(
        Member.of(Stage.id(leaving), Standing.DRAINING),
        Member.of(Stage.id(stage.saying("new")), Standing.HEALTHY));
    assertThat(answer(stage.client(address), GET)).endsWith("new");
    leaves.countDown();

    early.readHead();
    assertThat(early.readBody()).isEqualTo("old");
    assertThat(leaving.connections()).isEqualTo(1);
  }

  @Test
  void what_a_target_still_carries_at_the_end_of_its_delay_is_cut() throws Exception {
    var asked = new CountDownLatch(1);
    var leaving =
        stage.origin(peer -> {
          peer.readHead();
          asked.countDown();
          peer.readAll();
        });
    var client = stage.client(leaving);

    client.write(GET);
    asked.await();
    stage.server().cut(Stage.id(leaving));

    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 502 ");
    assertThat(stage.causes).containsExactly(Cause.DEREGISTERED);
  }

  /// The head and body that answer a request.
  private static String answer(Origin.Peer client, String request) throws IOException {
    client.write(request);
    client.readHead();
    var head = client.head();
    return head + client.readBody();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
