package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A project of docker compose, imported and tried on a real engine.
@Tag("docker")
final class ImportIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void what_is_imported_is_valid_and_runs_with_its_siblings_at_127_0_0_1() throws Exception {
    Files.createDirectories(bench.folder().resolve("words"));
    Files.writeString(bench.folder().resolve("words/word"), "hello");
    bench.file("key.txt", "sesame");
    bench.file(
        "docker-compose.yml",
        """
        name: shop
        services:
          web:
            image: debian:bookworm-slim
            environment: {API: "api:8000"}
            ports: ["18080:8080"]
            depends_on: {api: {condition: service_healthy}}
            command:
              - perl
              - -MIO::Socket::INET
              - -e
              - |
                $$SIG{TERM} = sub { exit 0 };
                my $$s = IO::Socket::INET->new(LocalPort => 8080, Listen => 9, ReuseAddr => 1);
                while (my $$c = $$s->accept) {
                  while (my $$l = <$$c>) { last if $$l =~ /^\\r?\\n$$/ }
                  my $$a = IO::Socket::INET->new($$ENV{API}); my $$b = <$$a>;
                  print $$c "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($$b) . "\\r\\n\\r\\n$$b"; close $$c }
          api:
            image: debian:bookworm-slim
            expose: ["8000"]
            secrets: [key]
            volumes: ["./words:/words:ro"]
            stop_grace_period: 3s
            healthcheck: {test: ["CMD", "bash", "-c", "exec 3<>/dev/tcp/api/8000 || exec 3<>/dev/tcp/127.0.0.1/8000"], interval: 5s}
            command:
              - perl
              - -MIO::Socket::INET
              - -e
              - |
                $$SIG{TERM} = sub { exit 0 }; open my $$f, "/words/word"; my $$w = <$$f>;
                my $$s = IO::Socket::INET->new(LocalPort => 8000, Listen => 9, ReuseAddr => 1);
                while (my $$c = $$s->accept) { print $$c "$$w $$ENV{KEY}"; close $$c }
        secrets: {key: {file: ./key.txt}}
        """
            .replace("name: shop", "name: " + bench.project()));
    Files.setPosixFilePermissions(
        bench.folder().resolve("key.txt"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));

    var imported = bench.done("import", "--into", "out");
    imported.awaitErr("\"api:8000\" became 127.0.0.1:8000");
    bench.start("import", "--into", "out").endsWith(2);
    bench.done("validate", "out/taskdef.json");

    int port = Ports.free();
    var run = bench.start("run", "-p", port + ":8080", "out/taskdef.json");
    run.awaitErr("http://127.0.0.1:" + port);
    assertThat(Workbench.get("http://127.0.0.1:" + port)).isEqualTo("hello sesame");

    run.signal("INT");
    run.endsWith(130);
    assertThat(bench.left()).isEmpty();
  }
}
