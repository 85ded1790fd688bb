package dev.taskdock.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sample, and small tasks, in a user's own test.
@Tag("docker")
@FargateTask(
    value = "samples/nginx-php-fpm/taskdef.json",
    environment = "php-fpm:GREETING=good day")
final class FargateTaskIT {
  @Test
  void a_page_is_served_by_both_containers(FargateTaskContainer task) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var page = client.send(HttpRequest.newBuilder(task.uri(80)).build(), BodyHandlers.ofString());

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("both containers have one address", "good day");
    }
    assertThat(task.awaitLog("nginx", "\"GET / HTTP/1.1\" 200", Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void commands_run_in_its_containers(FargateTaskContainer task) {
    var ran = task.exec("php-fpm", "sh", "-c", "echo $GREETING; exit 3");

    assertThat(ran).isEqualTo(new FargateTaskContainer.Result(3, "good day\n"));
  }

  @Nested
  final class Inside {
    @Test
    void nested_classes_have_the_same_task(FargateTaskContainer task) {
      assertThat(task.logs("php-fpm")).anyMatch(l -> l.contains("ready to handle connections"));
    }
  }

  @Test
  void a_batch_task_is_waited_for_by_hand() {
    var job =
        FargateTaskContainer.of(Path.of("samples/one-off/taskdef.json"))
            .withEnvironment("job", "EXIT_CODE", "7");
    job.start();
    try (job) {
      assertThat(job.exitCode("job", Duration.ofSeconds(30))).hasValue(7);
      assertThat(job.logs("job")).contains("batch 3 of 3");
    }
  }

  @Test
  void what_does_not_start_says_why(@TempDir Path folder) throws IOException {
    var file = folder.resolve("taskdef.json");
    Files.writeString(file, definition("echo no luck; exit 9", "awsvpc"));

    assertThatThrownBy(() -> start(file, "port"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("EssentialContainerExited")
        .hasMessageContaining("no luck");
  }

  @Test
  void what_fargate_refuses_is_refused_at_its_line(@TempDir Path folder) throws IOException {
    var file = folder.resolve("taskdef.json");
    Files.writeString(file, definition("true", "bridge"));

    assertThatThrownBy(() -> start(file, "port"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TD2013")
        .hasMessageContaining("taskdef.json:1:");
  }

  private static void start(Path file, String name) {
    try (var task = FargateTaskContainer.of(file).withEnvironment("app", "NAME", name)) {
      task.start();
    }
  }

  private static String definition(String script, String network) {
    return """
    {"family": "hapless", "networkMode": "%s", "requiresCompatibilities": ["FARGATE"],
     "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app",
      "image": "debian:bookworm-slim", "portMappings": [{"containerPort": 80}],
      "entryPoint": ["sh", "-c"], "command": ["%s"]}]}
    """
        .formatted(network, script);
  }
}
