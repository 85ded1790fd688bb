package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskdock.app.Local;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.PullPolicy;
import dev.taskdock.app.RoleSource;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.docker.DockerEngine;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What containers find at 169.254.170.2, asked by programs in them.
@Tag("docker")
final class MetadataIT {
  private static final ImageReference CLIENTS = new ImageReference("taskdock-it/aws-clients:1");
  private static final String ROLE = "arn:aws:iam::123456789012:role/shop";

  @RegisterExtension final Workbench bench = new Workbench();

  /// curl and the AWS command line, which takes its credentials as every SDK does.
  @BeforeAll
  static void clientsAreThere(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("Dockerfile"),
        """
        FROM debian:bookworm-slim
        RUN apt-get update \\
         && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends curl awscli \\
         && rm -rf /var/lib/apt/lists/*
        """);
    try (var engine = DockerEngine.open(System.getenv())) {
      if (engine.image(CLIENTS).isEmpty()) {
        engine.build(
            new BuildSpec(
                CLIENTS,
                folder,
                "Dockerfile",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of()),
            _ -> {});
      }
    }
  }

  @Test
  void a_container_reads_what_it_is_and_what_its_task_is() {
    var run =
        bench.run(
            container("app")
                .image(CLIENTS.text())
                .bash(
                    "curl -sS $ECS_CONTAINER_METADATA_URI_V4; echo; curl -sS $ECS_CONTAINER_METADATA_URI_V4/task; echo"),
            container("side").helper().untilTold());

    run.endsWith(0);
    var documents =
        run.out().stream()
            .filter(l -> l.startsWith("app  | {"))
            .map(l -> json(l.substring(7)))
            .toList();
    assertThat(documents).hasSize(2);
    var own = documents.getFirst();
    var task = documents.getLast();
    assertThat(own.at("/Name").asText()).isEqualTo("app");
    assertThat(own.at("/KnownStatus").asText()).isIn("CREATED", "RUNNING");
    assertThat(own.at("/ImageID").asText()).startsWith("sha256:");
    assertThat(own.at("/Networks/0/IPv4Addresses/0").asText()).startsWith("10.");
    assertThat(own.at("/Networks/0/MACAddress").asText()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    assertThat(task.at("/Family").asText()).isEqualTo(bench.project());
    assertThat(task.at("/Limits/CPU").asDouble()).isEqualTo(0.25);
    assertThat(task.at("/Containers")).hasSize(2);
    assertThat(own.at("/DockerId").asText()).startsWith(last(task.at("/TaskARN").asText()) + "-");
  }

  @Test
  void two_tasks_of_one_run_see_themselves_by_id_and_by_address() {
    var script =
        "for uri in $ECS_CONTAINER_METADATA_URI_V4/task http://169.254.170.2/v2/metadata; do curl -sS $uri | grep -o 'task/local/[0-9a-f]*' | head -n 1; done";

    var run =
        bench.start(
            "run",
            "--count",
            "2",
            "--no-log-prefix",
            bench.file(container("app").image(CLIENTS.text()).bash(script)));

    run.endsWith(0);
    var tasks = run.out().stream().filter(l -> l.startsWith("task/local/")).toList();
    assertThat(tasks).hasSize(4);
    assertThat(tasks.stream().distinct())
        .hasSize(2)
        .allMatch(t -> tasks.stream().filter(t::equals).count() == 2);
  }

  @Test
  void another_terminal_sees_what_the_container_sees_until_the_end() throws IOException {
    var run = bench.run(container("app").untilTold());
    run.awaitErr("RUNNING");
    var served =
        URI.create(
            "http://"
                + bench.containers().stream()
                    .flatMap(c -> Optional.ofNullable(c.labels().get(Labels.METADATA)).stream())
                    .findFirst()
                    .orElseThrow());

    var container = json(String.join("\n", bench.done("metadata", bench.project() + "/app").out()));
    var whole =
        json(
            String.join(
                "\n", bench.done("metadata", "--whole", "--task", bench.project(), "app").out()));
    var usage =
        json(String.join("\n", bench.done("metadata", "--stats", bench.project() + "/app").out()));

    assertThat(container.at("/KnownStatus").asText()).isEqualTo("RUNNING");
    assertThat(whole.at("/KnownStatus").asText()).isEqualTo("RUNNING");
    assertThat(usage.at("/memory_stats/usage").asLong()).isPositive();
    assertThat(usage.at("/networks/eth1/rx_bytes").isNumber()).isTrue();
    run.signal("INT");
    run.endsWith(130);
    assertThatThrownBy(() -> new Socket(served.getHost(), served.getPort()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void the_aws_command_line_finds_the_credentials_of_the_task_role() throws Exception {
    var printed =
        run(
            "aws configure list; curl -sS http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI; echo",
            new TaskOptions(Optional.of(ROLE), Optional.empty(), false, 20, false, Map.of()));

    assertThat(printed)
        .anyMatch(l -> l.matches(" *access_key +\\*+0000 +container-role *"))
        .anyMatch(l -> l.matches(" *secret_key +\\*+dock +container-role *"))
        .anyMatch(l -> l.matches(" *region +us-east-1 +env .*"))
        .anyMatch(l -> l.startsWith("{\"RoleArn\":\"" + ROLE + "\",\"AccessKeyId\":\"ASIAFAKE"));
  }

  @Test
  void without_a_task_role_there_are_none() throws Exception {
    var printed =
        run(
            "aws configure list; echo \"uri=$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI\"",
            TaskOptions.DEFAULT);

    assertThat(printed).anyMatch(l -> l.matches(" *access_key +<not set> .*")).contains("uri=");
  }

  private List<String> run(String script, TaskOptions options) throws InterruptedException {
    var app =
        Fixtures.container("app")
            .from(CLIENTS.text())
            .invocation(
                new Invocation(
                    List.of("bash", "-c"), List.of(script), Optional.empty(), Optional.empty()));
    var plain = Fixtures.task(bench.project(), app);
    var definition =
        new TaskDefinition(
            plain.family(),
            1,
            plain.size(),
            plain.platform(),
            plain.containers(),
            List.of(),
            options);
    var request =
        new RunRequest(
            new Workload.Tasks(definition, 1),
            bench.project(),
            "",
            Local.NONE,
            PullPolicy.NEVER,
            Optional.empty(),
            List.of(),
            false,
            RoleSource.FAKE);
    var listener = new Listener();
    try (var preparation = Preparation.begin(true);
        var taskdock = Taskdock.open();
        var run = taskdock.run(preparation, request, listener)) {
      run.await();
    }
    return listener.lines();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static String last(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
