package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskdock.engine.Behaviour;
import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Recorder;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.model.Environment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The ways to reach an engine, and what happens when one breaks.
@Tag("docker")
@Timeout(120)
final class DockerConnectionIT {
  private static final Path SOCKET = Path.of("/var/run/docker.sock");

  private final Map<String, String> labels = Map.of(Labels.RUN, "connection-" + UUID.randomUUID());

  private final Recorder recorder = new Recorder(Recorder::aRealMoment);

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    try (var engine = DockerEngine.open(System.getenv())) {
      engine.containers(labels).forEach(container -> engine.remove(container.id()));
    }
  }

  @Test
  void over_tcp_everything_works() throws IOException {
    try (var forwarder = Forwarder.to(SOCKET, ServerSocketFactory.getDefault());
        var engine = over(forwarder, Map.of())) {
      everythingWorks(engine);
    }
  }

  @Test
  void over_tls_everything_works() throws Exception {
    Authority authority = Authority.over("127.0.0.1");
    authority.write(folder);
    try (var forwarder = Forwarder.to(SOCKET, authority.serverSockets());
        var engine = over(forwarder, tls())) {
      everythingWorks(engine);
    }
  }

  @Test
  void a_certificate_for_another_name_is_not_accepted() throws Exception {
    Authority authority = Authority.over("10.9.8.7");
    authority.write(folder);
    try (var forwarder = Forwarder.to(SOCKET, authority.serverSockets())) {
      var refusal = catchThrowableOfType(EngineException.class, () -> over(forwarder, tls()));

      assertThat(refusal.failure()).isInstanceOf(EngineFailure.Unreachable.class);
    }
  }

  @Test
  void an_engine_that_goes_is_told_to_everybody_who_follows() throws IOException {
    try (var forwarder = Forwarder.to(SOCKET, ServerSocketFactory.getDefault());
        var engine = over(forwarder, Map.of())) {
      engine.events(labels, recorder.events(), recorder.losses());
      String id = engine.create(spec("lost"));
      engine.start(id);
      engine.logs(id, LogRequest.FOLLOW_ALL, recorder);
      recorder.awaitOutput("ready");

      forwarder.cut();

      recorder.await("the loss", () -> !recorder.allLosses().isEmpty());
      recorder.awaitEnd();
      assertThat(recorder.allLosses()).hasSize(1);
      assertThat(recorder.allLosses().getFirst().failure())
          .isInstanceOf(EngineFailure.Unreachable.class);
      var later = catchThrowableOfType(EngineException.class, () -> engine.inspect(id));
      assertThat(later.failure()).isInstanceOf(EngineFailure.Unreachable.class);
    }
  }

  @Test
  void closing_the_engine_ends_what_is_followed_without_a_loss() {
    var engine = DockerEngine.open(System.getenv());
    engine.events(labels, recorder.events(), recorder.losses());
    String id = engine.create(spec("closed"));
    engine.start(id);
    engine.logs(id, LogRequest.FOLLOW_ALL, recorder);
    recorder.awaitOutput("ready");

    engine.close();

    recorder.awaitEnd();
    assertThat(recorder.allLosses()).isEmpty();
  }

  @Test
  void fifty_threads_ask_at_once() throws Exception {
    try (var engine = DockerEngine.open(System.getenv());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> made =
          IntStream.range(0, 50)
              .mapToObj(number ->
                  threads.submit(() -> {
                    String id = engine.create(spec("many-" + number));
                    assertThat(engine.inspect(id).id()).isEqualTo(id);
                    assertThat(engine.containers(labels)).isNotEmpty();
                    engine.remove(id);
                    return id;
                  }))
              .toList();

      assertThat(made).extracting(DockerConnectionIT::result).doesNotHaveDuplicates().hasSize(50);
      assertThat(engine.containers(labels)).isEmpty();
    }
  }

  private void everythingWorks(Engine engine) {
    engine.events(labels, recorder.events(), recorder.losses());
    String id = engine.create(spec("far"));
    engine.start(id);
    engine.logs(id, LogRequest.FOLLOW_ALL, recorder);
    recorder.awaitOutput("ready");
    var output = new ByteArrayOutputStream();
    int code =
        engine.exec(
            id,
            new ExecSpec(
                List.of("sh", "-c", "cat; exit 4"),
                false,
                Optional.empty(),
                Optional.of(new ByteArrayInputStream("typed".getBytes(StandardCharsets.UTF_8))),
                output,
                output));
    assertThat(code).isEqualTo(4);
    assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("typed");
    engine.signal(id, "KILL");
    recorder.awaitDeath(id);
    recorder.awaitEnd();
    engine.remove(id);
  }

  private DockerEngine over(Forwarder forwarder, Map<String, String> environment) {
    var all = new HashMap<>(environment);
    all.put("DOCKER_HOST", "tcp://127.0.0.1:" + forwarder.port());
    return DockerEngine.open(all);
  }

  private Map<String, String> tls() {
    return Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", folder.toString());
  }

  private ContainerSpec spec(String name) {
    var program = Shell.program(new Behaviour.IgnoresTerm());
    return new ContainerSpec(
        labels.get(Labels.RUN) + "-" + name,
        program.image(),
        Optional.empty(),
        labels,
        program.invocation(),
        Environment.EMPTY,
        new Networking.Attached("bridge", List.of()),
        Limits.NONE,
        Optional.empty(),
        Surroundings.DEFAULT);
  }

  private static String result(Future<String> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
