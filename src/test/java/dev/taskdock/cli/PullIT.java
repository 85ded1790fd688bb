package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Images of a registry that wants to know who asks.
@Tag("docker")
final class PullIT {
  @RegisterExtension final Workbench bench = new Workbench();

  private FakeRegistry registry;
  private Path settings;

  @BeforeEach
  void open() throws IOException {
    registry = bench.closing(new FakeRegistry());
    settings = Files.createDirectories(bench.folder().resolve("docker"));
    bench.file(
        container("app")
            .with("image", registry.keep(bench.project()))
            .with("command", java.util.List.of("/none")));
  }

  @Test
  void who_has_not_logged_in_or_has_done_so_wrongly_is_told_how() throws IOException {
    assertRefused(run(Map.of()));

    Files.writeString(settings.resolve("config.json"), registry.settings(false));
    assertRefused(run(Map.of()));
  }

  @Test
  void what_docker_login_has_left_in_the_settings_is_enough() throws IOException {
    Files.writeString(settings.resolve("config.json"), registry.settings(true));

    assertPulled(run(Map.of()));
  }

  @Test
  void a_credential_helper_of_the_registry_is_asked() throws IOException {
    Files.writeString(
        settings.resolve("config.json"),
        "{\"credHelpers\": {\"%s\": \"taskdock-it\"}}".formatted(registry.host()));
    var helper = settings.resolve("docker-credential-taskdock-it");
    Files.writeString(
        helper,
        """
        #!/bin/sh
        [ "$1" = get ] && read -r host || [ -n "$host" ] || exit 1
        printf '{"ServerURL": "%%s", "Username": "%s", "Secret": "%s"}' "$host"
        """
            .formatted(FakeRegistry.USER, FakeRegistry.PASSWORD));
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));

    assertPulled(run(Map.of("PATH", settings + ":" + System.getenv("PATH"))));
  }

  private void assertRefused(TaskdockProcess run) {
    run.endsWith(4);
    assertThat(run.errText())
        .contains("CannotPullContainerError: ", "; log in: docker login " + registry.host())
        .doesNotContain(FakeRegistry.PASSWORD);
  }

  /// The image has nothing to run, which is how far it comes.
  private static void assertPulled(TaskdockProcess run) {
    run.endsWith(4);
    assertThat(run.errText())
        .contains("/none")
        .doesNotContain("CannotPullContainerError", FakeRegistry.PASSWORD);
    assertThat(run.out()).noneMatch(l -> l.contains(FakeRegistry.PASSWORD));
  }

  private TaskdockProcess run(Map<String, String> more) {
    var start =
        TaskdockProcess.Start.of(
                bench.folder(), "run", "--project", bench.project(), "taskdef.json")
            .with("DOCKER_CONFIG", settings.toString());
    for (var entry : more.entrySet()) {
      start = start.with(entry.getKey(), entry.getValue());
    }
    return bench.start(start);
  }
}
