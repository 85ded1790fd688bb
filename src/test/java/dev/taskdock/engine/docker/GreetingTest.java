package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.engine.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which version of the API is spoken.
final class GreetingTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1.41, 1.41", "1.44, 1.44", "1.52, 1.52", "1.99, 1.52", "2.0, 1.52"})
  void the_newest_version_both_know_is_spoken(String theirs, String spoken) throws IOException {
    try (var server = ScriptedServer.in(folder, ScriptedServer.answering(pong(theirs)))) {
      assertThat(Greeting.greet(server.endpoint()).version()).isEqualTo(spoken);
      assertThat(server.requests()).containsExactly("GET /_ping HTTP/1.1");
    }
  }

  @ParameterizedTest
  @CsvSource({"1.40", "1.9", "nonsense"})
  void an_engine_that_is_too_old_is_told_so(String theirs) throws IOException {
    try (var server = ScriptedServer.in(folder, ScriptedServer.answering(pong(theirs)))) {
      assertThatThrownBy(() -> Greeting.greet(server.endpoint()))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("taskdock needs 1.41");
    }
  }

  @Test
  void an_engine_in_trouble_is_quoted() throws IOException {
    String answer = "HTTP/1.1 500 Oops\r\nContent-Length: 7\r\n\r\nstarved";
    try (var server = ScriptedServer.in(folder, ScriptedServer.answering(answer))) {
      assertThatThrownBy(() -> Greeting.greet(server.endpoint()))
          .isInstanceOf(EngineException.class)
          .hasMessage("starved");
    }
  }

  @Test
  void an_engine_somebody_has_chosen_is_reported_with_its_chooser() {
    var environment = Map.of("DOCKER_HOST", "unix://" + folder.resolve("none"));

    assertThatThrownBy(() -> DockerEngine.open(environment))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(folder.resolve("none").toString())
        .hasMessageEndingWith("(chosen by DOCKER_HOST)");
  }

  private static String pong(String version) {
    return "HTTP/1.1 200 OK\r\nApi-Version: " + version + "\r\nContent-Length: 2\r\n\r\nOK";
  }
}
