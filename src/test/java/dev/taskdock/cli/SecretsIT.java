package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Secrets and environment files on their way into containers, and nowhere else.
@Tag("docker")
final class SecretsIT {
  private static final String DB =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-a1B2c3";
  private static final String OVERLAY =
      """
      secrets:
        shop/db: {value: {user: of-the-secret, port: 5432, big: 1000000}}
        TOKEN: {command: "cat token"}
      environmentFiles:
        arn:aws:s3:::config/*: ./env
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void each_variable_has_the_value_of_the_highest_source() throws IOException {
    files();
    var file =
        definition(
            app("for n in F1 F2 E O PASSWORD USER_ PORT BIG TOKEN; do echo \"$n=${!n}\"; done"));

    var run =
        bench.done(
            "run",
            "--secret-file",
            "secrets.env",
            "--overrides",
            "{\"containerOverrides\": [{\"name\": \"app\", \"environment\":"
                + " [{\"name\": \"O\", \"value\": \"of-the-override\"}]}]}",
            file);

    assertThat(run.out())
        .containsExactly(
            "app | F1=first",
            "app | F2=second",
            "app | E=of-the-environment",
            "app | O=of-the-override",
            "app | PASSWORD=hunter2",
            "app | USER_=of-the-secret",
            "app | PORT=5432",
            "app | BIG=1e+06",
            "app | TOKEN=t0ken");
    assertThat(run.errText()).doesNotContain("hunter2", "t0ken");
  }

  @Test
  void a_secret_is_on_no_command_line_and_not_with_the_holder() throws Exception {
    files();
    var file = definition(app("echo up; sleep 60"));

    var run = bench.start("run", "-d", "--secret-file", "secrets.env", file);

    run.endsWith(0);
    var commands = ProcessHandle.allProcesses().map(Workbench::commandLine).toList();
    assertThat(commands).anyMatch(c -> c.contains("--supervised"));
    assertThat(commands).noneMatch(c -> c.contains("hunter2") || c.contains("t0ken"));
    assertThat(inspected("taskdock/holder")).isNotEmpty().doesNotContain("hunter2", "t0ken");
    assertThat(inspected("debian:bookworm-slim")).contains("hunter2");
    for (var command :
        List.of("ps", "ps --json", "plan taskdef.json", "plan --json taskdef.json")) {
      var shown = bench.done(command.split(" "));
      assertThat(String.join("\n", shown.out()) + shown.errText())
          .doesNotContain("hunter2", "t0ken");
    }
    bench.done("down", "--project", bench.project());
  }

  @Test
  void a_run_in_the_background_gets_secrets_from_standard_input() throws IOException {
    files();
    var file = definition(app("echo \"PASSWORD=$PASSWORD\"; sleep 60"));
    var start =
        TaskdockProcess.Start.of(bench.folder(), "run", "-d", "--secret-file", "-", file)
            .reading("PASSWORD=of-stdin\n");

    bench.start(start).endsWith(0);

    var logs = bench.start("logs", "-f", bench.project());
    assertThat(logs.awaitOut(line -> line.contains("PASSWORD="))).endsWith("PASSWORD=of-stdin");
    bench.done("down", "--project", bench.project());
  }

  @Test
  void a_run_in_the_background_cannot_read_a_pipe_again() throws Exception {
    files();
    var file = definition(app("echo never"));
    var pipe = bench.folder().resolve("pipe").toString();
    new ProcessBuilder("mkfifo", pipe).start().waitFor();

    var run = bench.start("run", "-d", "--secret-file", pipe, file);

    run.endsWith(2);
    assertThat(run.errText()).contains("with -d a file of secrets must be a regular file, or -");
  }

  @Test
  void a_secret_that_is_missing_is_told_at_its_place_and_nothing_starts() throws IOException {
    files();
    var file = definition(app("echo never"));

    var run = bench.start("run", file);

    run.endsWith(2);
    assertThat(run.errText())
        .containsPattern("error TD1051: no value for the secret \"PASSWORD\"\n +┌ .*json:\\d+:\\d+")
        .doesNotContain("TOKEN");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_secret_that_cannot_be_got_ends_the_task_as_on_aws() throws IOException {
    files();
    Files.delete(bench.folder().resolve("token"));
    var file = definition(app("echo never"));

    var run = bench.start("run", "--secret-file", "secrets.env", file);

    run.endsWith(4);
    assertThat(run.errText())
        .contains(
            "TaskFailedToStart: ResourceInitializationError: unable to pull secrets or registry"
                + " auth: execution resource retrieval failed: unable to retrieve secrets from ssm:"
                + " service call has been retried 1 time(s): invalid ssm parameters: /shop/token"
                + " (the command for it ended with exit code 1)")
        .doesNotContain("hunter2");
    assertThat(bench.left()).isEmpty();
  }

  private static ContainerJson app(String script) {
    return container("app")
        .environment("E", "of-the-environment")
        .environment("O", "of-the-environment")
        .with(
            "secrets",
            List.of(
                Map.of("name", "PASSWORD", "valueFrom", "/shop/password"),
                Map.of("name", "TOKEN", "valueFrom", "/shop/token"),
                Map.of("name", "USER_", "valueFrom", DB + ":user::"),
                Map.of("name", "PORT", "valueFrom", DB + ":port::"),
                Map.of("name", "BIG", "valueFrom", DB + ":big::")))
        .with(
            "environmentFiles",
            List.of(
                Map.of("value", "arn:aws:s3:::config/one.env", "type", "s3"),
                Map.of("value", "arn:aws:s3:::config/two.env", "type", "s3")))
        .bash(script);
  }

  /// Secrets need an execution role, on AWS.
  private String definition(ContainerJson... containers) {
    var text = ContainerJson.definition(bench.project(), containers);
    return bench.file(
        "taskdef.json",
        text.replaceFirst(
            "\\{", "{\"executionRoleArn\": \"arn:aws:iam::123456789012:role/shop\","));
  }

  private void files() throws IOException {
    bench.file("taskdock.yaml", OVERLAY);
    bench.file("token", "t0ken\n");
    Files.createDirectory(bench.folder().resolve("env"));
    bench.file("env/one.env", "F1=first\nE=of-a-file\nUSER_=of-a-file\n");
    bench.file("env/two.env", "F1=second\nF2=second\n");
    Files.setPosixFilePermissions(
        Path.of(bench.file("secrets.env", "/shop/password=hunter2\n")),
        PosixFilePermissions.fromString("rw-------"));
  }

  /// All that the engine tells of this test's containers from an image.
  private String inspected(String image) throws IOException, InterruptedException {
    var said = new StringBuilder();
    for (var found : bench.containers()) {
      if (found.image().contains(image)) {
        var inspect = new ProcessBuilder("docker", "inspect", found.id()).start();
        said.append(new String(inspect.getInputStream().readAllBytes(), UTF_8));
        inspect.waitFor();
      }
    }
    return said.toString();
  }
}
