package dev.taskdock.metadata;

import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.model.RuntimeId;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The socket, with real requests on loopback.
final class MetadataServerTest {
  private static final String WEB = RuntimeId.of(taskId(1), name("web")).toString();

  private final Known tasks = new Known().with(Known.running(taskId(1), Known.WITH_ROLE));
  private final MetadataServer server = opened();
  private final int port = listening();

  @AfterEach
  void itIsClosed() {
    server.close();
  }

  @Test
  void a_document_comes_as_json() throws IOException {
    var answer = ask("GET /v4/" + WEB + " HTTP/1.1\r\nHost: 169.254.170.2\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("content-type: application/json\r\n")
        .contains("\"Name\":\"web\"");
  }

  @Test
  void a_head_has_no_body() throws IOException {
    var answer = ask("HEAD /v4/" + WEB + " HTTP/1.1\r\nHost: 169.254.170.2\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
  }

  @Test
  void two_slashes_at_the_beginning_are_no_host() throws IOException {
    var answer = ask("GET //v4/" + WEB + "?x=1 HTTP/1.1\r\nHost: 169.254.170.2\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 301 ")
        .containsIgnoringCase("location: /v4/" + WEB + "?x=1\r\n");
  }

  @Test
  void a_body_is_read() throws IOException {
    var body = "{\"ProtectionEnabled\":true}";

    var answer =
        ask(
            "PUT /api/%s/task-protection/v1/state HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
                .formatted(WEB, body.length()),
            body);

    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("TASK_NOT_VALID");
  }

  @Test
  void what_never_listened_ends_at_once() throws IOException {
    var silent = MetadataServer.of(tasks, TaskCredentials.FAKE, InstantSource.system());

    silent.close();

    assertThatThrownBy(() -> silent.listen(InetAddress.getLoopbackAddress(), 0))
        .isInstanceOf(Exception.class);
  }

  @Test
  void after_its_end_nobody_listens() {
    server.close();

    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
        .isInstanceOf(ConnectException.class);
  }

  private MetadataServer opened() {
    try {
      return MetadataServer.of(tasks, TaskCredentials.FAKE, InstantSource.system());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int listening() {
    try {
      return server.listen(InetAddress.getLoopbackAddress(), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String ask(String head) throws IOException {
    return ask(head, "");
  }

  private String ask(String head, String body) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = head + "Connection: close\r\n\r\n" + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
