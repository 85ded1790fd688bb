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

  @Test
  void the_secret_that_repository_credentials_name_is_enough() throws IOException {
    define("registry");
    write(FakeRegistry.PASSWORD);

    assertPulled(run(Map.of()));
  }

  @Test
  void a_login_that_is_not_kept_or_is_none_is_told_with_what_to_write() throws IOException {
    define("arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-a1B2c3");

    var nowhere = run(Map.of());
    nowhere.endsWith(4);
    assertThat(nowhere.errText())
        .contains(
            "ResourceInitializationError: unable to pull secrets or registry auth: ",
            "ResourceNotFoundException: ",
            "write into taskdock.yaml: secrets: {\"registry\": {file: PATH}}");

    bench.file("taskdock.yaml", "secrets:\n  registry: hunter2\n");
    var none = run(Map.of());
    none.endsWith(4);
    assertThat(none.errText())
        .contains("unable to unmarshal secret value, invalid schema")
        .doesNotContain("hunter2");
  }

  @Test
  void the_whole_task_fails_without_the_login_of_a_container_it_could_do_without()
      throws IOException {
    bench.file(
        container("app").untilTold(),
        container("side")
            .helper()
            .with("image", registry.keep(bench.project()))
            .with("repositoryCredentials", Map.of("credentialsParameter", "registry")));

    var run = run(Map.of());
    run.endsWith(4);
    assertThat(run.errText()).contains("ResourceInitializationError: ", "secrets: {\"registry\": ");
    assertThat(run.out()).noneMatch(l -> l.contains("up"));
  }

  @Test
  void a_login_that_the_registry_does_not_take_is_told_by_the_name_of_its_secret()
      throws IOException {
    define("registry");
    write("hunter2");
    // Who pulls is said by the definition, whoever has logged in.
    Files.writeString(settings.resolve("config.json"), registry.settings(true));

    var refused = run(Map.of());
    refused.endsWith(4);
    assertThat(refused.errText())
        .contains("CannotPullContainerError: ", "; the login was repositoryCredentials' registry")
        .doesNotContain("hunter2", "docker login", FakeRegistry.PASSWORD);
  }

  @Test
  void an_image_at_hand_needs_no_login() throws IOException {
    bench.file(
        container("app")
            .bash("echo up")
            .with("repositoryCredentials", Map.of("credentialsParameter", "registry")));

    var run = run(Map.of());
    run.endsWith(0);
    assertThat(run.errText()).doesNotContain("registry auth", "has no effect");
  }

  private void define(String secret) throws IOException {
    bench.file(
        container("app")
            .with("image", registry.keep(bench.project()))
            .with("command", java.util.List.of("/none"))
            .with("repositoryCredentials", Map.of("credentialsParameter", secret)));
  }

  /// The login into a file that only its owner can read.
  private void write(String password) throws IOException {
    var file = bench.folder().resolve("login.json");
    Files.writeString(
        file,
        "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(FakeRegistry.USER, password));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    bench.file("taskdock.yaml", "secrets:\n  registry: {file: ./login.json}\n");
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
