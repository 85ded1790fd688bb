package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which engine a person means.
final class DockerEndpointsTest {
  @TempDir Path home;

  @Test
  void the_variable_wins_and_nothing_else_is_tried() throws IOException {
    context("remote", "tcp://10.0.0.1:2375");

    Endpoint found =
        DockerEndpoints.of(
                Map.of(
                    "HOME", home.toString(),
                    "DOCKER_HOST", "tcp://127.0.0.1:7777",
                    "DOCKER_CONTEXT", "remote"))
            .find(_ -> false);

    assertThat(found.text()).isEqualTo("tcp://127.0.0.1:7777");
  }

  @Test
  void certificates_are_used_where_verification_is_asked_for() {
    Endpoint found =
        DockerEndpoints.of(
                Map.of(
                    "HOME", home.toString(),
                    "DOCKER_HOST", "tcp://far",
                    "DOCKER_TLS_VERIFY", "1",
                    "DOCKER_CERT_PATH", "/certs"))
            .find(_ -> true);

    assertThat(found)
        .isEqualTo(
            new Endpoint.Tcp(
                "far", 2376, Optional.of(new Endpoint.Certificates(Path.of("/certs"), true))));
  }

  @Test
  void a_context_is_followed_whether_named_or_current() throws IOException {
    context("remote", "tcp://10.0.0.1:2375");
    var named = Map.of("HOME", home.toString(), "DOCKER_CONTEXT", "remote");
    assertThat(DockerEndpoints.of(named).find(_ -> true).text()).isEqualTo("tcp://10.0.0.1:2375");

    Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\": \"remote\"}");
    var current = Map.of("HOME", home.toString());
    assertThat(DockerEndpoints.of(current).find(_ -> true).text()).isEqualTo("tcp://10.0.0.1:2375");
  }

  @Test
  void a_context_that_is_not_defined_is_said() {
    assertThatThrownBy(
            () -> DockerEndpoints.of(Map.of("HOME", home.toString(), "DOCKER_CONTEXT", "nowhere")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("docker context \"nowhere\"");
  }

  @Test
  void the_first_socket_that_answers_is_taken_and_podman_comes_last() throws IOException {
    Path first = Files.createFile(home.resolve("first.sock"));
    Path second = Files.createFile(home.resolve("second.sock"));
    var endpoints =
        new DockerEndpoints(Optional.empty(), List.of(home.resolve("none"), first, second));

    Endpoint found = endpoints.find(endpoint -> endpoint.text().endsWith("second.sock"));

    assertThat(found).isEqualTo(new Endpoint.UnixSocket(second));
    assertThat(DockerEndpoints.of(Map.of("XDG_RUNTIME_DIR", "/run/user/1")).usual())
        .startsWith(Path.of("/var/run/docker.sock"), Path.of("/run/user/1/docker.sock"))
        .endsWith(Path.of("/run/user/1/podman/podman.sock"), Path.of("/run/podman/podman.sock"));
  }

  @Test
  void where_none_answers_every_place_is_named() throws IOException {
    Path deaf = Files.createFile(home.resolve("deaf.sock"));
    var endpoints = new DockerEndpoints(Optional.empty(), List.of(home.resolve("none"), deaf));

    assertThatThrownBy(() -> endpoints.find(_ -> false))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            """
            no container engine answers; DOCKER_HOST is not set, no docker context is chosen
              %s: not there
              %s: does not answer\
            """
                .formatted(home.resolve("none"), deaf));
  }

  @Test
  void what_cannot_be_spoken_to_says_what_to_do() {
    assertThatThrownBy(() -> Endpoint.parse("npipe:////./pipe/docker_engine", Optional.empty()))
        .hasMessageContaining("tcp://localhost:2375");
    assertThatThrownBy(() -> Endpoint.parse("ssh://me@far", Optional.empty()))
        .hasMessageContaining("ssh -nNT -L");
    for (String wrong : List.of("", "/var/run/docker.sock", "tcp://", "ftp://x", "tcp://a b")) {
      assertThatThrownBy(() -> Endpoint.parse(wrong, Optional.empty()))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("unix:///path");
    }
  }

  @Test
  void addresses_are_read_as_the_docker_command_reads_them() {
    assertThat(Endpoint.parse("unix:///run/d.sock", Optional.empty()))
        .isEqualTo(new Endpoint.UnixSocket(Path.of("/run/d.sock")));
    assertThat(Endpoint.parse("tcp://[::1]:99", Optional.empty()).host()).isEqualTo("[::1]:99");
    assertThat(Endpoint.parse("http://host", Optional.empty()).host()).isEqualTo("host:2375");
  }

  private void context(String name, String host) throws IOException {
    Path settings = home.resolve(".docker");
    String digest = DockerSettings.digest(name);
    Path folder = Files.createDirectories(settings.resolve("contexts/meta").resolve(digest));
    Files.writeString(
        folder.resolve("meta.json"),
        "{\"Name\":\"%s\",\"Endpoints\":{\"docker\":{\"Host\":\"%s\"}}}".formatted(name, host));
  }
}
