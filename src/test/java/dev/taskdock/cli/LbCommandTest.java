package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `taskdock lb`, from its start to its end, and what other terminals ask of it.
final class LbCommandTest {
  private static final String FILE =
      """
      loadBalancers:
        web:
          Listeners:
            - Protocol: HTTP
              Port: 80
              DefaultActions: [{Type: forward, TargetGroupArn: app}]
              Rules:
                - Priority: 1
                  Conditions: [{Field: path-pattern, Values: ["/old/*"]}]
                  Actions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: "410"}}]
      targetGroups:
        app: {Port: 80, Targets: ["127.0.0.1:1"]}
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("taskdock.yaml"), FILE);
  }

  @Test
  void answers_requests_and_questions_until_it_is_interrupted() throws Exception {
    int port = freePort();
    try (var lb = started("lb", "--project", "alone", "--lb-port", "80=" + port)) {
      lb.awaitErr("web  http://127.0.0.1:%d  (port 80)".formatted(port));
      assertThat(status(port, "/old/x")).isEqualTo(410);
      assertThat(status(port, "/")).isEqualTo(502);
      lb.awaitErr("502 from target 127.0.0.1:1 of app: the target refused the connection");

      assertThat(said("lb", "status", "--project", "alone"))
          .contains("web  port 80  http://127.0.0.1:" + port)
          .containsPattern("1 +path-pattern /old/\\* +fixed-response 410")
          .containsPattern("app +127.0.0.1:1 ")
          .containsPattern("HTTPCode_ELB_502_Count +1 ");
      assertThat(said("lb", "status", "--json", "--project", "alone"))
          .contains("\"TargetHealthDescriptions\":[{\"TargetGroupName\":\"app\"");
      assertThat(said("lb", "why", "http://127.0.0.1/new?a=b", "--project", "alone"))
          .contains("rule 1 does not apply: path /new is not /old/*")
          .contains("the default rule applies: forward to app");

      lb.signal("INT");
      lb.endsWith(ExitCode.INTERRUPTED);
    }
  }

  @Test
  void a_port_that_is_taken_is_moved_and_that_is_said() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var lb = started("lb", "--project", "moved", "--lb-port", "80=" + taken.getLocalPort())) {
      lb.awaitErr("web: port %d cannot be bound here".formatted(taken.getLocalPort()));
      lb.awaitErr("(port 80)");
      lb.signal("TERM");
      lb.endsWith(ExitCode.INTERRUPTED);
    }
  }

  @Test
  void a_port_that_no_listener_has_is_refused() {
    var ended = Commands.run("lb", "--lb-port", "81=8080", folder.toString());

    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err()).contains("--lb-port: no listener has port 81; there are 80");
  }

  @Test
  void a_file_without_load_balancers_is_refused() throws IOException {
    Files.writeString(folder.resolve("taskdock.yaml"), "targetGroups: {}\n");

    var ended = Commands.run("lb", folder.toString());

    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err()).contains("TD4043", "no load balancer is declared");
  }

  @Test
  void what_is_no_url_is_refused() {
    var ended = Commands.run("lb", "why", "http://");

    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err()).contains("not a URL");
  }

  private TaskdockProcess started(String... arguments) {
    return TaskdockProcess.start(TaskdockProcess.Start.of(folder, arguments));
  }

  private String said(String... arguments) {
    try (var asked = started(arguments)) {
      asked.endsWith(ExitCode.FINE);
      return String.join("\n", asked.out());
    }
  }

  private static int status(int port, String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
