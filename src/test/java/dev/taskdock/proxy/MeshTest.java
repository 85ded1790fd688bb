package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.AppProtocol;
import dev.taskdock.proxy.Origin.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What the proxy does that stands for those of Service Connect.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class MeshTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: api\r\n\r\n";
  private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

  private final Stage stage;

  MeshTest(Transport transport) {
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
  void nothing_is_added_to_a_request_and_nothing_taken_away() throws IOException {
    var client =
        http(
            stage.origin(peer -> {
              peer.readHead();
              var head = peer.head();
              peer.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(head.length(), head));
            }));

    client.write(
        "GET /a?b HTTP/1.1\r\nHost: api\r\nX-Forwarded-Proto: https\r\nX-Amzn-Trace-Id: Root=1\r\n"
            + "X-Forwarded-For: 192.0.2.1\r\nAccept: */*\r\n\r\n");

    client.readHead();
    assertThat(client.head()).doesNotContain("Server:");
    assertThat(client.readBody().lines().filter(l -> !l.isEmpty()))
        .containsExactlyInAnyOrder(
            "GET /a?b HTTP/1.1",
            "Host: api",
            "X-Forwarded-Proto: https",
            "X-Amzn-Trace-Id: Root=1",
            "X-Forwarded-For: 192.0.2.1",
            "Accept: */*");
  }

  @Test
  void a_request_that_meets_nobody_is_tried_again_elsewhere() throws IOException {
    var client = http(Origin.gone(), stage.saying("ok"));

    for (int i = 0; i < 10; i++) {
      client.write("POST / HTTP/1.1\r\nHost: api\r\nContent-Length: 3\r\n\r\nabc");
      client.readHead();
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.readBody()).isEqualTo("ok");
    }

    // Five failures in a row, after which nobody is sent there for a while.
    assertThat(stage.retries).hasSizeLessThanOrEqualTo(5).isNotEmpty();
    assertThat(stage.causes).isEmpty();
  }

  @Test
  void a_busy_target_passes_its_request_on() throws IOException {
    var client = http(busy(), stage.saying("ok"), busy());

    for (int i = 0; i < 6; i++) {
      client.write(GET);
      client.readHead();
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.readBody()).isEqualTo("ok");
    }
  }

  @Test
  void what_all_targets_say_is_said_to_the_client() throws IOException {
    var client = http(busy());

    client.write(GET);

    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 503 Busy");
    assertThat(client.readBody()).isEqualTo("busy");
    assertThat(stage.retries).hasSize(2);
  }

  @Test
  void a_request_that_was_under_way_is_not_sent_twice() throws IOException {
    var client =
        http(
            stage.origin(peer -> {
              peer.readHead();
              peer.reset();
            }));

    client.write(GET);

    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 503 ").contains("text/plain");
    assertThat(client.readBody()).isEqualTo("no healthy upstream");
    assertThat(stage.retries).isEmpty();
    assertThat(stage.causes).containsExactly(Cause.RESET);
  }

  @Test
  void an_answer_has_its_time() throws IOException {
    stage.perRequest(Duration.ofMillis(300));
    var client =
        http(
            stage.origin(peer -> {
              peer.readHead();
              peer.readAll();
            }));

    client.write(GET);

    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 504 ");
    assertThat(client.readBody()).isEqualTo("upstream request timeout");
  }

  @Test
  void the_first_version_of_http_is_not_spoken() throws IOException {
    var client = http(stage.saying("ok"));

    client.write("GET / HTTP/1.0\r\nHost: api\r\n\r\n");

    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 426 Upgrade Required");
  }

  @Test
  void bytes_go_both_ways_and_each_side_ends_its_half() throws IOException {
    stage.mesh(
        AppProtocol.TCP,
        Origin.gone(),
        stage.origin(peer -> {
          var all = peer.readAll();
          peer.write("took " + all.length());
        }));
    Set<String> heard = new TreeSet<>();

    for (int i = 0; i < 8; i++) {
      var client = stage.client(stage.mesh());
      client.write("12345");
      client.endOutput();
      heard.add(client.readAll());
    }

    assertThat(heard).containsExactly("took 5");
    assertThat(stage.retries).isNotEmpty();
  }

  @Test
  void a_connection_for_nobody_is_closed() throws IOException {
    stage.mesh(AppProtocol.TCP);

    assertThat(stage.client(stage.mesh()).readAll()).isEmpty();
  }

  /// Has too much to do for any request.
  private Origin busy() throws IOException {
    return stage.origin(peer -> {
      while (peer.readHead()) {
        peer.readBody();
        peer.write(BUSY);
      }
    });
  }

  private Peer http(Origin... origins) throws IOException {
    stage.mesh(AppProtocol.HTTP, origins);
    return stage.client(stage.mesh());
  }
}
