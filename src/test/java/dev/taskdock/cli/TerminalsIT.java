package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One task seen from several terminals.
@Tag("docker")
final class TerminalsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_task_in_the_background_is_listed_with_the_words_of_ecs() throws Exception {
    var task =
        detached(
            container("app").port(80).answering(80, "from behind"),
            container("job").helper().bash("exit 3"));
    assertThat(task).matches("[0-9a-f]{32}");

    var rows = bench.done("ps", "--project", bench.project()).out();
    var json = ps();

    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().split("  +"))
        .containsExactly(
            "TASK", "DEFINITION", "STATUS", "HEALTH", "ADDRESS", "CONTAINERS", "REACHABLE AT");
    assertThat(rows.getLast())
        .startsWith(task.substring(0, 8) + "  " + bench.project() + ":1  RUNNING")
        .contains("app=RUNNING", "job=STOPPED(3)", ":80");
    assertThat(json.at("/tasks/0/taskId").asText()).isEqualTo(task);
    assertThat(json.at("/tasks/0/lastStatus").asText()).isEqualTo("RUNNING");
    assertThat(json.at("/tasks/0/project").asText()).isEqualTo(bench.project());
    assertThat(json.at("/tasks/0/containers").findValuesAsText("lastStatus"))
        .containsExactlyInAnyOrder("RUNNING", "STOPPED");
    var address = json.at("/tasks/0/endpoints/0/hostAddress").asText();
    assertThat(Workbench.get("http://" + address)).isEqualTo("from behind");
    bench.done("down", "--project", bench.project());
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void whatever_ended_or_will_never_start_is_listed_with_its_code_and_its_reason()
      throws Exception {
    detached(
        container("app").untilTold(),
        container("migrate").helper().bash("exit 1"),
        container("seed").helper().dependsOn("migrate", "SUCCESS").bash("echo never"),
        container("slow")
            .helper()
            .with("startTimeout", 2)
            .with("healthCheck", Map.of("command", List.of("CMD", "false"), "interval", 300))
            .untilTold(),
        container("late").helper().dependsOn("slow", "HEALTHY").bash("echo never"),
        container("lost").helper().with("command", List.of("/no-such-program")),
        container("big")
            .helper()
            .with("memory", 16)
            .bash("exec perl -e '$x = \"x\" x (64 << 20)'"));

    var listed = bench.done("ps", "--project", bench.project()).out().getLast();
    var json = ps();

    assertThat(listed)
        .contains("  RUNNING  ", "seed=STOPPED(143)", "late=STOPPED(143)", "lost=STOPPED ");
    assertThat(described(json, "seed").path("reason").asText())
        .endsWith("as dependency did not exit successfully.");
    assertThat(described(json, "late").path("reason").asText()).endsWith("has timed out.");
    assertThat(described(json, "lost").path("reason").asText())
        .startsWith("CannotStartContainerError: ")
        .contains("/no-such-program");
    assertThat(described(json, "lost").has("exitCode")).isFalse();
    assertThat(described(json, "big").path("exitCode").asInt()).isEqualTo(137);
    assertThat(described(json, "big").path("reason").asText())
        .isEqualTo("OutOfMemoryError: Container killed due to memory usage");
    assertThat(Instant.parse(described(json, "big").path("stoppedAt").asText()))
        .isAfterOrEqualTo(Instant.parse(described(json, "big").path("startedAt").asText()));
    bench.done("down", "--project", bench.project());
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_start_in_the_background_that_fails_says_so_here() {
    var file = bench.file(container("app").image("localhost:1/shop/app:7").bash("echo never"));

    var run = bench.start("run", "-d", file);

    run.endsWith(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.errText()).contains("CannotPullContainerError");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  @Tag("alone")
  void an_interrupt_before_it_runs_ends_a_start_in_the_background() throws Exception {
    try (var registry = new SilentRegistry()) {
      var file = bench.file(container("app").image(registry.image()).bash("echo never"));
      var run = bench.start("run", "-d", file);
      registry.awaitPull();

      run.signal("INT");

      run.endsWith(130);
      assertThat(run.out()).isEmpty();
      bench.awaitNothingLeft(Duration.ofSeconds(5));
    }
  }

  @Test
  void a_definition_from_standard_input_runs_in_the_background() {
    var definition = ContainerJson.definition(bench.project(), container("app").untilTold());
    var start =
        TaskdockProcess.Start.of(bench.folder(), "run", "-d", "--count", "2", "-")
            .reading(definition);

    var run = bench.start(start);

    run.endsWith(0);
    assertThat(run.out()).hasSize(2);
    bench.done("down", "--project", bench.project());
  }

  @Test
  void logs_are_read_and_followed_to_the_tasks_end() throws Exception {
    var task = detached(container("app").untilTold());

    var logs = bench.done("logs", task.substring(0, 8));
    var followed = bench.start("logs", "-f", "--no-log-prefix", bench.project());
    followed.awaitOut("up"::equals);
    assertThat(followed.isAlive()).isTrue();
    bench.done("stop", task.substring(0, 8));

    assertThat(logs.out()).containsExactly("app | up");
    followed.endsWith(0);
    assertThat(followed.out()).containsExactly("up", "told to end");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void the_last_lines_of_one_container_are_shown() throws Exception {
    detached(container("app").untilTold(), container("job").helper().bash("printf '1\\n2\\n3\\n'"));

    var target = ps().at("/tasks/0/taskId").asText().substring(0, 8) + "/job";

    assertThat(bench.done("logs", "--tail", "2", target).out())
        .containsExactly("job | 2", "job | 3");
    bench.done("down", "--kill", "--project", bench.project());
  }

  @Test
  void a_command_runs_in_a_container() throws Exception {
    var task = detached(container("app").environment("A", "of the task").untilTold());
    var app = task.substring(0, 8) + "/app";

    var failing =
        bench.start("exec", app, "bash", "-c", "echo \"$A\"; echo to stderr >&2; exit 42");
    var reading =
        bench.start(
            TaskdockProcess.Start.of(bench.folder(), "exec", app, "wc", "-c")
                .reading("x".repeat(300_000)));
    var absent = bench.start("exec", task.substring(0, 8) + "/db", "true");
    var missing = bench.start("exec", app, "no-such-command");

    failing.endsWith(42);
    assertThat(failing.out()).containsExactly("of the task");
    assertThat(failing.err()).containsExactly("to stderr");
    reading.endsWith(0);
    assertThat(reading.out()).containsExactly("300000");
    absent.endsWith(2);
    assertThat(absent.errText()).contains("no container " + task.substring(0, 8) + "/db");
    assertThat(missing.exitCode()).isNotZero();
    assertThat(missing.errText() + missing.out()).contains("no-such-command");
    bench.done("stop", "--kill", bench.project());
  }

  @Test
  void a_run_hears_that_another_terminal_stopped_it() {
    var run = bench.run(container("app").untilTold());
    run.awaitOut("app | up"::equals);

    var stop = bench.done("stop", bench.project());

    run.endsWith(0);
    assertThat(run.out()).contains("app | told to end");
    assertThat(run.err())
        .anyMatch(l -> l.endsWith("  STOPPED (UserInitiated: Task stopped by user)"));
    assertThat(stop.err()).anyMatch(l -> l.endsWith("  STOPPED"));
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void stopping_one_of_several_leaves_the_others() throws Exception {
    bench.done("run", "-d", "--count", "2", bench.file(container("app").untilTold()));
    var tasks = ps().at("/tasks").findValuesAsText("taskId");
    assertThat(tasks).hasSize(2);

    bench.done("stop", tasks.getFirst().substring(0, 8));

    assertThat(ps().at("/tasks").findValuesAsText("taskId")).containsExactly(tasks.getLast());
    assertThat(ps().at("/tasks/0/lastStatus").asText()).isEqualTo("RUNNING");
    bench.done("down", "--project", bench.project());
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_task_in_the_background_ends_by_itself() throws Exception {
    var task = detached(container("app").untilTold(), container("job").helper().untilTold());

    // Told by us, not through taskdock: nobody asked for the task to stop.
    bench.done("exec", task.substring(0, 8) + "/app", "bash", "-c", "kill -s TERM 1");

    bench.awaitNothingLeft(Duration.ofSeconds(20));
  }

  @Test
  @Tag("alone")
  void nothing_is_left_when_a_background_run_is_killed() throws Exception {
    detached(container("app").untilTold());
    var supervisors = bench.supervisors();
    assertThat(supervisors).hasSize(1);

    TaskdockProcess.signal(supervisors.getFirst(), "KILL");

    bench.awaitNothingLeft(Duration.ofSeconds(5));
  }

  @Test
  void no_task_is_stopped_that_was_not_named() {
    var stop = bench.start("stop", "no-such-task");

    stop.endsWith(2);
    assertThat(stop.err())
        .containsExactly("taskdock: no task no-such-task; `taskdock ps` lists them");
  }

  /// Runs a task in the background; the result is its id.
  private String detached(ContainerJson... containers) {
    var run = bench.done("run", "-d", bench.file(containers));
    assertThat(run.out()).hasSize(1);
    return run.out().getFirst();
  }

  private JsonNode ps() throws Exception {
    return JSON.readTree(bench.done("ps", "--json", "--project", bench.project()).outBytes());
  }

  private static JsonNode described(JsonNode ps, String container) {
    return ps.at("/tasks/0/containers")
        .valueStream()
        .filter(c -> c.path("name").asText().equals(container))
        .findFirst()
        .orElseThrow();
  }
}
