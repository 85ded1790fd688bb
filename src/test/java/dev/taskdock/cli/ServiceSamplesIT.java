package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The samples of services, asked as their files say.
@Tag("docker")
final class ServiceSamplesIT {
  private static final Pattern URL = Pattern.compile("\\w+  http://(127\\.0\\.0\\.1(?::\\d+)?)");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void two_services_are_told_apart_by_host_and_path_beside_a_redirect_and_a_fixed_answer()
      throws Exception {
    var up = up("two-services");
    var at = address(up);
    up.awaitErr(l -> l.contains("(service site) has reached a steady state."), PATIENCE);
    up.awaitErr("(service api) has reached a steady state.");

    assertThat(get(at, "/").body()).startsWith("the site, from 10.");
    assertThat(get(at, "/api/orders").body())
        .contains("\"service\": \"api\"")
        .contains("/api/orders");
    var redirected = get(at, "/docs/start");
    assertThat(redirected.statusCode()).isEqualTo(301);
    assertThat(redirected.headers().firstValue("Location").orElseThrow()).endsWith("/manual/start");
    assertThat(get(at, "/ping").body()).isEqualTo("pong");
    assertThat(byHost(at, "api.localhost")).contains("\"service\": \"api\"");

    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_chat_goes_through_the_load_balancer_and_ends_when_the_task_does() throws Exception {
    var up = up("websocket-chat");
    var at = address(up);
    up.awaitErr(l -> l.contains("has reached a steady state."), PATIENCE);

    try (var client = HttpClient.newHttpClient()) {
      var ann = new Guest();
      var bob = new Guest();
      var anns = join(client, at, "ann", ann);
      assertThat(ann.hears()).isEqualTo("ann came");
      var _ = join(client, at, "bob", bob);
      assertThat(ann.hears()).isEqualTo("bob came");
      assertThat(bob.hears()).isEqualTo("bob came");
      for (int i = 0; i < 100; i++) {
        var _ = anns.sendText("word " + i, true).join();
        assertThat(bob.hears()).isEqualTo("ann: word " + i);
        assertThat(ann.hears()).isEqualTo("ann: word " + i);
      }
      assertThat(get(at, "/").body()).isEqualTo("2 in the room\n");

      bench.done("down", "--kill", "--project", bench.project());
      assertThat(bob.closed.get(20, TimeUnit.SECONDS)).isNotNull();
    }
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void redis_answers_behind_its_network_load_balancer_in_the_clear_and_in_tls() throws Exception {
    var up = up("nlb-redis");
    var plain = flowAddress(up, "tcp");
    var secure = flowAddress(up, "tls");
    up.awaitErr(l -> l.contains("(service redis) has reached a steady state."), PATIENCE);

    try (var socket = new java.net.Socket(plain.getHost(), plain.getPort());
        var encrypted = inTls(secure)) {
      assertThat(redis(socket, "SET greeting hello")).isEqualTo("+OK");
      assertThat(redis(encrypted, "GET greeting")).isEqualTo("$5");
      var status = bench.done("lb", "status", "--json", "--project", bench.project()).out();
      assertThat(String.join("", status))
          .contains("\"ActiveFlowCount_TCP\"", "\"ActiveFlowCount_TLS\"");
    }

    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private static URI flowAddress(TaskdockProcess up, String scheme) {
    var line = up.awaitErr(l -> l.matches("cache  " + scheme + "://127\\.[0-9.:]+.*"));
    return URI.create(line.split(" +", 3)[1]);
  }

  /// The first line of what redis answers.
  private static String redis(java.net.Socket socket, String command) throws IOException {
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write((command + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    var line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c != '\r'; c = socket.getInputStream().read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static java.net.Socket inTls(URI at) throws Exception {
    var context = javax.net.ssl.SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return context.getSocketFactory().createSocket(at.getHost(), at.getPort());
  }

  private static final java.time.Duration PATIENCE = TaskdockProcess.PATIENCE_FOR_IMAGES;

  /// Hears what is said in the room.
  private static final class Guest implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    String hears() throws InterruptedException {
      var text = heard.poll(20, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("nothing was said");
      }
      return text;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      heard.add(text.toString());
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status + " " + reason);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.complete(error.toString());
    }
  }

  private static WebSocket join(HttpClient client, String at, String name, Guest guest) {
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://" + at + "/chat?name=" + name), guest)
        .join();
  }

  private TaskdockProcess up(String sample) {
    return bench.start(
        "up",
        "--time-scale",
        "20",
        "--project",
        bench.project(),
        Workbench.home().resolve("samples").resolve(sample).toString());
  }

  private static String address(TaskdockProcess up) {
    var url = URL.matcher(up.awaitErr(l -> URL.matcher(l).matches()));
    assertThat(url.matches()).isTrue();
    return url.group(1);
  }

  private static HttpResponse<String> get(String at, String path)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://" + at + path)).build(),
          BodyHandlers.ofString());
    }
  }

  /// Over a socket: the JDK's client does not let anybody choose the host.
  private static String byHost(String at, String host) throws IOException {
    int colon = at.indexOf(':');
    int port = colon < 0 ? 80 : Integer.parseInt(at.substring(colon + 1));
    try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return new String(
          socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
