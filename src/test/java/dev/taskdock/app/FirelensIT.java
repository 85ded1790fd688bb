package dev.taskdock.app;

import static dev.taskdock.app.TaskBench.bash;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.Labels;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.LogSink;
import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.FirelensConfiguration;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Logging;
import dev.taskdock.model.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Output that goes through a router, at a real engine. No image of Fluent Bit is to be had here: a
/// small program reads the same configuration and speaks the same protocol.
@Tag("docker")
final class FirelensIT {
  private static final String ROUTER =
      """
      import json, msgpack, re, signal, socket, sys, threading
      print('configured', flush=True)
      sections = re.split(r'^\\[(.*)\\]$', open('/fluent-bit/etc/fluent-bit.conf').read(), flags=re.M)
      fields, path, keep = {}, None, []
      for kind, body in zip(sections[1::2], sections[2::2]):
          for key, _, value in (l.strip().partition(' ') for l in body.splitlines() if l.strip()):
              if key == 'unix_path': path = value
              if key == 'Record': fields.update([value.split(' ', 1)])
              if key == 'Exclude': keep.append(value.split(' ', 1))
      server = socket.socket(socket.AF_UNIX)
      server.bind(path)
      server.listen()
      signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
      def hear(line):
          unpacker = msgpack.Unpacker(raw=False, strict_map_key=False)
          for piece in iter(lambda: line.recv(65536), b''):
              unpacker.feed(piece)
              for tag, at, record, *option in unpacker:
                  if not any(re.search(p, record[k]) for k, p in keep):
                      print(json.dumps({'tag': tag} | record | fields, sort_keys=True), flush=True)
      while True:
          threading.Thread(target=hear, args=[server.accept()[0]], daemon=True).start()
      """;

  @RegisterExtension final TaskBench bench = new TaskBench();

  @Test
  void lines_of_a_container_arrive_at_the_router_with_what_ecs_adds() throws Exception {
    var app =
        routed(
            bash(
                container("app"),
                """
                echo "to $FLUENT_HOST:$FLUENT_PORT"; echo healthy; echo wrong >&2
                trap 'exit 0' TERM; while :; do sleep 0.1; done
                """));
    var running = bench.start(task("web", app, router()));

    var first = routed(running, "to 127.0.0.1:24224");
    var second = routed(running, "wrong");
    var kept = kept(idOf(running, "app"));
    running.run().stop();
    var heard = running.end();

    assertThat(first)
        .contains("\"tag\": \"app-firelens-" + running.task() + "\"")
        .contains("\"container_name\": \"/taskdock-")
        .contains("\"container_id\": \"")
        .contains("\"source\": \"stdout\"")
        .contains("\"ecs_cluster\": \"local\"")
        .contains(":task/local/" + running.task() + "\"")
        .contains("\"ecs_task_definition\": \"web:1\"");
    assertThat(second).contains("\"source\": \"stderr\"");
    assertThat(heard.of("router")).noneMatch(l -> l.contains("\"healthy\""));
    assertThat(heard.of("app")).containsExactlyInAnyOrder("to 127.0.0.1:24224", "healthy", "wrong");
    assertThat(kept).contains("to 127.0.0.1:24224", "healthy", "wrong");
    assertThat(heard.ends).containsExactly("app 0", "router 0");
  }

  @Test
  void a_router_with_files_that_cannot_be_changed_gets_its_configuration_too() throws Exception {
    var app = routed(bash(container("app"), "echo hello; sleep 60"));
    var readOnly = new Storage(List.of(), List.of(), List.of(), true);
    var running = bench.start(task("web", app, router().storage(readOnly)));

    running.heard().await(l -> l.contains("hello") && l.contains("tag"));
    running.run().kill();

    assertThat(running.end().of("router")).first().isEqualTo("configured");
  }

  /// What the router makes of a line; the two streams of a container come in any order.
  private static String routed(TaskBench.Running running, String text) throws InterruptedException {
    return running.heard().awaitAny(l -> l.contains(text) && l.contains("\"tag\""));
  }

  private static String idOf(TaskBench.Running running, String name) {
    return TaskBench.ENGINE
        .containers(Map.of(Labels.TASK, running.task().id(), Labels.CONTAINER, name))
        .getFirst()
        .id();
  }

  /// What the engine has kept of the output, beside having sent it.
  private static String kept(String id) throws InterruptedException {
    var kept = new ByteArrayOutputStream();
    var end = new CountDownLatch(1);
    var sink =
        new LogSink() {
          @Override
          public void piece(Stream stream, Instant at, byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, length);
          }

          @Override
          public void end() {
            end.countDown();
          }
        };
    try (var _ = TaskBench.ENGINE.logs(id, new LogRequest(false, OptionalInt.empty()), sink)) {
      assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
    }
    return kept.toString(StandardCharsets.UTF_8);
  }

  private static ContainerFixture routed(ContainerFixture container) {
    var options = Map.of("Name", "stdout", "exclude-pattern", "^healthy");
    var configuration = new LogConfiguration("awsfirelens", options, List.of());
    return container.logging(new Logging(Optional.of(configuration), Optional.empty()));
  }

  private static ContainerFixture router() throws IOException {
    var image =
        TaskBench.image(
            "router",
            """
            FROM debian:bookworm-slim
            RUN apt-get update \\
             && apt-get install -y --no-install-recommends python3 python3-msgpack \\
             && rm -rf /var/lib/apt/lists/*
            RUN mkdir -p /fluent-bit/etc && touch /fluent-bit/etc/parsers.conf
            """);
    return container("router")
        .from(image.text())
        .invocation(
            new Invocation(
                List.of("python3", "-c"), List.of(ROUTER), Optional.empty(), Optional.empty()))
        .logging(
            new Logging(
                Optional.empty(),
                Optional.of(
                    new FirelensConfiguration(FirelensConfiguration.Type.FLUENTBIT, Map.of()))));
  }
}
