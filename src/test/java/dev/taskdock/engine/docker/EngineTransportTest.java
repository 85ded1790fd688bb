package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.Recorder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP as engines speak it, and as broken ones do.
@Timeout(20)
final class EngineTransportTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path folder;

  @Test
  void a_body_of_known_length_ends_there() throws IOException {
    assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello...")).isEqualTo("hello");
  }

  @Test
  void a_body_in_chunks_is_put_together() throws IOException {
    String chunks = "5\r\nhello\r\n1;ext=1\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";

    assertThat(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
        .isEqualTo("hello 0123456789");
  }

  @Test
  void a_body_without_length_goes_on_until_the_connection_ends() throws IOException {
    assertThat(answer("HTTP/1.1 200 OK\r\n\r\nall there is")).isEqualTo("all there is");
  }

  @Test
  void an_answer_may_have_no_body() throws IOException {
    assertThat(answer("HTTP/1.1 204 No Content\r\n\r\n")).isEmpty();
    assertThat(answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n")).isEmpty();
  }

  @Test
  void what_only_says_that_more_is_to_come_is_passed_over() throws IOException {
    assertThat(answer("HTTP/1.1 100 Continue\r\n\r\n" + OK)).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        "HTTP/1.1 20\r\n\r\n",
        "HTTP/1.1 2xx OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\0\1\2\3",
        "",
      })
  void an_answer_that_breaks_off_or_is_none_means_the_engine_cannot_be_reached(String text)
      throws IOException {
    try (var server = ScriptedServer.in(folder, ScriptedServer.answering(text));
        var transport = new EngineTransport(server.endpoint())) {
      var api = new DockerApi(transport, "1.41");

      var exception =
          catchThrowableOfType(
              EngineException.class, () -> api.get(ApiPath.of("/info"), Subject.WHOLE));

      assertThat(exception.failure()).isInstanceOf(EngineFailure.Unreachable.class);
      assertThat(exception).hasMessageContaining("engine.sock").hasMessageNotContaining("\n");
    }
  }

  @Test
  void a_head_without_end_is_given_up() throws IOException {
    ScriptedServer.Script endless =
        talk -> {
          talk.hear();
          talk.say("HTTP/1.1 200 OK\r\n");
          for (int i = 0; i < 100_000; i++) {
            talk.say("X-" + i + ": x\r\n");
          }
        };
    try (var server = ScriptedServer.in(folder, endless);
        var transport = new EngineTransport(server.endpoint())) {
      assertThatThrownBy(() -> transport.execute(get())).isInstanceOf(EngineException.class);
    }
  }

  @Test
  void nobody_listening_means_the_engine_cannot_be_reached() {
    try (var transport = new EngineTransport(new Endpoint.UnixSocket(folder.resolve("none")))) {
      assertThatThrownBy(() -> transport.execute(get()))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.failure()).isInstanceOf(EngineFailure.Unreachable.class));
    }
  }

  @Test
  void a_connection_is_used_again() throws IOException {
    try (var server = ScriptedServer.in(folder, ScriptedServer.answering(OK, OK));
        var transport = new EngineTransport(server.endpoint())) {
      assertThat(read(transport, get())).isEqualTo("ok");
      assertThat(read(transport, get())).isEqualTo("ok");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void a_connection_the_engine_has_closed_meanwhile_is_replaced() throws IOException {
    try (var server =
            ScriptedServer.in(folder, ScriptedServer.answering(OK), ScriptedServer.answering(OK));
        var transport = new EngineTransport(server.endpoint())) {
      assertThat(read(transport, post())).isEqualTo("ok");
      server.awaitClosed();

      assertThat(read(transport, post())).isEqualTo("ok");
    }
  }

  @Test
  void a_question_that_gets_silence_on_a_used_connection_is_asked_again() throws IOException {
    ScriptedServer.Script silentOnSecond =
        talk -> {
          talk.hear();
          talk.say(OK);
          talk.hear();
        };
    try (var server = ScriptedServer.in(folder, silentOnSecond, ScriptedServer.answering(OK));
        var transport = new EngineTransport(server.endpoint())) {
      assertThat(read(transport, get())).isEqualTo("ok");
      assertThat(read(transport, get())).isEqualTo("ok");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void an_order_is_never_given_twice() throws IOException {
    ScriptedServer.Script silentOnSecond =
        talk -> {
          talk.hear();
          talk.say(OK);
          talk.hear();
        };
    try (var server = ScriptedServer.in(folder, silentOnSecond, ScriptedServer.answering(OK));
        var transport = new EngineTransport(server.endpoint())) {
      assertThat(read(transport, post())).isEqualTo("ok");
      assertThatThrownBy(() -> transport.execute(post())).isInstanceOf(EngineException.class);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closing_an_answer_wakes_who_reads_it(boolean virtual) throws Exception {
    var stay = new CountDownLatch(1);
    ScriptedServer.Script staying =
        talk -> {
          talk.hear();
          talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
          await(stay);
        };
    try (var server = ScriptedServer.in(folder, staying);
        var transport = new EngineTransport(server.endpoint())) {
      Answer answer = transport.execute(get());
      var reading = new CountDownLatch(1);
      var reader =
          CompletableFuture.supplyAsync(
              () -> readThenBlock(answer, reading),
              (virtual ? Thread.ofVirtual() : Thread.ofPlatform())::start);
      assertThat(reading.await(5, TimeUnit.SECONDS)).isTrue();

      answer.close();

      assertThat(reader.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
      stay.countDown();
    }
  }

  @Test
  void closing_the_transport_wakes_everybody() throws Exception {
    var stay = new CountDownLatch(1);
    ScriptedServer.Script silent =
        talk -> {
          talk.hear();
          await(stay);
        };
    try (var server = ScriptedServer.in(folder, silent)) {
      var transport = new EngineTransport(server.endpoint());
      var waiting =
          CompletableFuture.supplyAsync(
              () -> catchThrowableOfType(EngineException.class, () -> transport.execute(get())),
              command -> Thread.ofVirtual().start(command));
      awaitRequest(server);

      transport.close();

      assertThat(waiting.get(5, TimeUnit.SECONDS)).isNotNull();
      stay.countDown();
    }
  }

  @Test
  void a_streamed_body_goes_in_chunks_and_an_early_no_is_heard() throws IOException {
    ScriptedServer.Script refusing =
        talk -> talk.say("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno");
    try (var server = ScriptedServer.in(folder, refusing);
        var transport = new EngineTransport(server.endpoint())) {
      var request =
          EngineRequest.of("POST", "/build").sending(new ByteArrayInputStream(new byte[5_000_000]));

      try (Answer answer = transport.execute(request)) {
        assertThat(answer.getStatusCode()).isEqualTo(400);
      }
    }
  }

  @Test
  void a_hijacked_connection_carries_both_directions() throws IOException {
    ScriptedServer.Script echo =
        talk -> {
          talk.hear();
          talk.say("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
          talk.say("heard " + talk.hearRest());
        };
    try (var server = ScriptedServer.in(folder, echo);
        var transport = new EngineTransport(server.endpoint())) {
      var typed = new ByteArrayInputStream("typed".getBytes(StandardCharsets.UTF_8));

      assertThat(read(transport, EngineRequest.of("POST", "/exec").hijacking(typed)))
          .isEqualTo("heard typed");
    }
  }

  private String answer(String text) throws IOException {
    try (var server = ScriptedServer.in(folder, ScriptedServer.answering(text));
        var transport = new EngineTransport(server.endpoint())) {
      return read(transport, get());
    } finally {
      Files.deleteIfExists(folder.resolve("engine.sock"));
    }
  }

  /// Reads what there is, says so, and reads on.
  private static IOException readThenBlock(Answer answer, CountDownLatch reading) {
    try {
      answer.getBody().readNBytes(2);
      reading.countDown();
      int octet = answer.getBody().read();
      throw new IllegalStateException("read " + octet);
    } catch (IOException e) {
      return e;
    }
  }

  private static void awaitRequest(ScriptedServer server) {
    new Recorder(Recorder::aRealMoment).await("a request", () -> !server.requests().isEmpty());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EngineRequest get() {
    return EngineRequest.of("GET", "/_ping");
  }

  private static EngineRequest post() {
    return EngineRequest.of("POST", "/containers/x/start").with(Map.of("X", "y"));
  }

  private static String read(EngineTransport transport, EngineRequest request) throws IOException {
    try (Answer answer = transport.execute(request)) {
      InputStream body = answer.getBody();
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
