package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.Patterns.Wildcards;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.model.Transforms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Load balancers alone before targets that are written down.
final class FrontageTest {
  private static final TargetGroupName APP = new TargetGroupName("app");
  private static final TargetGroupName IDLE = new TargetGroupName("idle");

  private final LinkedBlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer origin;

  @BeforeEach
  void listen() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.setExecutor(Thread::startVirtualThread);
    origin.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
              asked.countDown();
              answers.await();
            }
            exchange.sendResponseHeaders(200, 2);
            exchange
                .getResponseBody()
                .write("ok".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    origin.start();
  }

  @AfterEach
  void close() {
    answers.countDown();
    client.close();
    origin.stop(0);
  }

  @Test
  void tells_where_it_is_how_its_targets_do_and_what_it_counted() throws Exception {
    int here = freePort();
    int metrics = freePort();
    try (var frontage = opened(here, OptionalInt.of(metrics))) {
      awaitNote("is healthy");
      assertThat(get(here, "/a?b=c").body()).isEqualTo("ok");
      assertThat(get(here, "/old/x").statusCode()).isEqualTo(404);

      var status = frontage.status();
      assertThat(status.listeners())
          .singleElement()
          .satisfies(door -> {
            assertThat(door.url()).contains("http://127.0.0.1:" + here);
            assertThat(door.rules())
                .extracting(FrontStatus.Rule::priority)
                .containsExactly("7", "default");
          });
      assertThat(status.targets())
          .extracting(FrontStatus.Enrolled::group, FrontStatus.Enrolled::state)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("app", "healthy"),
              org.assertj.core.groups.Tuple.tuple("idle", "unused"));
      assertThat(status.targets().getFirst().answered().orElseThrow())
          .startsWith("answered 200 in");
      assertThat(status.metrics())
          .anySatisfy(figure -> {
            assertThat(figure.name()).isEqualTo("HTTP_Fixed_Response_Count");
            assertThat(figure.value()).isEqualTo(1);
          });
      assertThat(get(metrics, "/metrics").body())
          .contains(
              "aws_applicationelb_request_count_total{LoadBalancer=\"app/web/0000000000000000\"} 1\n");
    }
  }

  @Test
  void explains_which_rule_takes_a_request() throws Exception {
    int here = freePort();
    try (var frontage = opened(here, OptionalInt.empty())) {
      var why = frontage.why(new Inquiry("GET", here, "x", "/new", "", List.of())).orElseThrow();

      assertThat(why.refused())
          .singleElement()
          .satisfies(r -> assertThat(r.failures()).containsExactly("path /new is not /old/*"));
      assertThat(why.priority()).isEqualTo("default");
      assertThat(why.action()).isEqualTo("forward to app");
      assertThat(frontage.why(new Inquiry("GET", 1, "x", "/", "", List.of()))).isEmpty();
    }
  }

  @Test
  void what_goes_wrong_with_requests_is_told_with_its_cause_once_however_often_it_happens()
      throws Exception {
    int here = freePort();
    try (var frontage = opened(here, OptionalInt.empty())) {
      awaitNote("is healthy");
      var target = "127.0.0.1:" + origin.getAddress().getPort();
      origin.stop(0);
      for (int i = 0; i < 20; i++) {
        assertThat(get(here, "/").statusCode()).isEqualTo(502);
      }

      awaitNote(
          "502 from target "
              + target
              + " of app: the target refused the connection: let it listen at this port, on"
              + " 0.0.0.0 rather than on 127.0.0.1");
      assertThat(notes).noneMatch(note -> note.contains("refused the connection"));
      assertThat(frontage.status().targets()).isNotEmpty();
    }
  }

  @Test
  void a_request_that_has_begun_ends_before_it_does() throws Exception {
    int here = freePort();
    try (var frontage = opened(here, OptionalInt.empty())) {
      awaitNote("is healthy");
      var slow = client.sendAsync(request(here, "/slow"), BodyHandlers.ofString());
      asked.await();
      var drained = new CompletableFuture<Boolean>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              drained.complete(frontage.drain(Duration.ofSeconds(20)));
            } catch (InterruptedException e) {
              drained.completeExceptionally(e);
            }
          });
      answers.countDown();

      assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("ok");
      assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_request_that_does_not_end_is_waited_for_so_long() throws Exception {
    int here = freePort();
    try (var frontage = opened(here, OptionalInt.empty())) {
      awaitNote("is healthy");
      var slow = client.sendAsync(request(here, "/slow"), BodyHandlers.ofString());
      asked.await();

      assertThat(frontage.drain(Duration.ofMillis(50))).isFalse();
      assertThat(slow).isNotDone();
    }
  }

  private Frontage opened(int here, OptionalInt metrics) {
    var listener =
        new Listener(
            80,
            Optional.empty(),
            List.of(
                new ListenerRule(
                    7,
                    List.of(new RuleCondition.PathPattern(new Wildcards(List.of("/old/*")))),
                    Transforms.NONE,
                    RuleActions.of(new RuleAction.FixedResponse(404, Optional.empty(), "gone")))),
            RuleActions.of(RuleAction.Forward.to(APP)),
            ListenerAttributes.DEFAULT);
    var balancer =
        new LoadBalancer(
            new LoadBalancerName("web"), List.of(listener), LoadBalancerAttributes.DEFAULT);
    var target = new TargetId("127.0.0.1", origin.getAddress().getPort());
    return Frontage.open(
        new Workload.Front(
            List.of(balancer),
            List.of(group(APP), group(IDLE)),
            Map.of(APP, List.of(target), IDLE, List.of(target)),
            new FrontOptions("test", Map.of(80, here), metrics, Optional.empty(), false)),
        notes::add);
  }

  private static TargetGroup group(TargetGroupName name) {
    return new TargetGroup(
        name,
        false,
        ProtocolVersion.HTTP1,
        80,
        TargetHealthCheck.standard(ProtocolVersion.HTTP1),
        TargetGroupAttributes.DEFAULT);
  }

  private void awaitNote(String end) throws InterruptedException {
    var note = notes.poll(20, TimeUnit.SECONDS);
    while (note != null && !note.endsWith(end)) {
      note = notes.poll(20, TimeUnit.SECONDS);
    }
    assertThat(note).isNotNull();
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    return client.send(request(port, path), BodyHandlers.ofString());
  }

  private static HttpRequest request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
