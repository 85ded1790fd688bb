package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `taskdock up`, and what other terminals ask of it.
@Tag("docker")
final class UpIT {
  private static final String WAITS = "trap 'exit 0' TERM; echo serving; sleep 600 & wait";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_service_is_scaled_its_stopped_task_replaced_and_all_of_it_taken_down() {
    var up = up(2, WAITS);
    up.awaitErr("has started 2 tasks");
    var first = up.awaitErr(line -> line.matches("web/[0-9a-f]{8}  RUNNING"));

    ask("scale", "web=3");
    up.awaitErr("has started 1 tasks");
    ask("stop", first.substring(4, 12));

    up.awaitErr(first.substring(0, 12) + "  STOPPED (UserInitiated: Task stopped by user)");
    assertThat(ask("services", "--json").out().getFirst())
        .contains("\"serviceName\":\"web\",\"status\":\"ACTIVE\",\"desiredCount\":3");
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(up.err().stream().filter(line -> line.contains("has started 1 tasks"))).hasSize(2);
    assertThat(bench.containers()).isEmpty();
  }

  @Test
  void a_changed_file_is_deployed_task_by_task_without_stopping_the_old_ones_before() {
    var up = up(1, WAITS);
    up.awaitErr(line -> line.matches("web/[0-9a-f]{8}  RUNNING"));
    assertThat(ask("deploy").err())
        .containsExactly("taskdock: nothing has changed that takes a deployment");

    file(WAITS.replace("serving", "renewed"));
    assertThat(ask("deploy").err()).containsExactly("taskdock: deploying web");

    up.awaitOut(line -> line.endsWith("| renewed"));
    assertThat(up.err()).noneMatch(line -> line.contains("STOPP"));
    up.awaitErr(line -> line.matches("web/[0-9a-f]{8}  STOPPED .*ServiceSchedulerInitiated.*"));
    up.signal("INT");
    up.endsWith(130);
  }

  @Test
  void in_the_background_it_is_waited_for_until_it_is_steady() {
    services(1, WAITS);
    bench.done(
        "up",
        "--time-scale",
        "10",
        "-d",
        "--wait",
        "--project",
        bench.project(),
        bench.folder().toString());

    assertThat(ask("events").out()).last().asString().endsWith("has reached a steady state.");
    var again = bench.start("up", "--project", bench.project(), bench.folder().toString());
    again.endsWith(1);
    assertThat(again.err()).contains("taskdock: " + bench.project() + " is up already");
    bench.done("down", "--project", bench.project());
  }

  @Test
  void a_service_that_does_not_exist_is_refused_by_name() {
    var up = up(1, WAITS);
    up.awaitErr("has started 1 tasks");

    var asked = bench.start("scale", "wep=3", "--project", bench.project());

    asked.endsWith(1);
    assertThat(asked.err()).isEqualTo(List.of("taskdock: no service wep; there are: web"));
    up.signal("INT");
    up.endsWith(130);
  }

  @Test
  void an_interrupt_while_tasks_start_leaves_nothing_behind() {
    var up = up(3, WAITS);
    up.awaitErr("has started 3 tasks");
    up.signal("INT");

    up.endsWith(130);
    assertThat(up.err()).contains("stopping; once more to kill");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void an_interrupt_before_anything_is_made_leaves_nothing_behind() {
    services(1, WAITS);
    bench.file("secrets", "A=1");
    var up =
        bench.start(
            "up",
            "--time-scale",
            "10",
            "--secret-file",
            bench.folder().resolve("secrets").toString(),
            "--project",
            bench.project(),
            bench.folder().toString());
    up.awaitErr("warning TD1050");
    up.signal("INT");

    assertThat(up.exitCode()).isEqualTo(130);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_task_that_protects_itself_is_spared_until_its_service_is_taken_down() throws Exception {
    services(
        1,
        """
        body='{"ProtectionEnabled":true,"ExpiresInMinutes":60}'; exec 3<>/dev/tcp/169.254.170.2/80; \
        printf 'PUT /%s/task-protection/v1/state HTTP/1.1\\r\\nHost: agent\\r\\n' \
        "${ECS_AGENT_URI#http://*/}" >&3; \
        printf 'Connection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s' ${#body} "$body" >&3; \
        cat <&3; echo; \
        """
            + WAITS);
    var file = bench.folder().resolve("taskdef.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\\{", "{\"taskRoleArn\": \"arn:aws:iam::123456789012:role/shop\","));
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    up.awaitOut(line -> line.contains("{\"protection\":{\"ExpirationDate\":\""));

    ask("scale", "web=0");

    up.awaitErr("was unable to scale in due to (reason 1 tasks under protection)");
    assertThat(up.err()).noneMatch(line -> line.contains("STOPP"));
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.containers()).isEmpty();
  }

  @Test
  void a_run_loads_no_class_of_the_load_balancer() throws Exception {
    var classes = bench.folder().resolve("classes");
    var run =
        bench.start(
            TaskdockProcess.Start.of(
                    bench.folder(),
                    "run",
                    "--project",
                    bench.project(),
                    bench.file(container("app").bash("echo done")))
                // What a JVM reads last; our own command line turns its logging off, and a cache is
                // loaded whether its classes are needed or not.
                .with("_JAVA_OPTIONS", "-XX:AOTMode=off -Xlog:class+load:file=" + classes));
    run.endsWith(0);

    assertThat(Files.readString(classes))
        .contains("dev.taskdock.app.Run ")
        .doesNotContain("io.netty", "com.cronutils", "dev.taskdock.proxy", "dev.taskdock.routing");
  }

  private TaskdockProcess up(int desired, String script) {
    services(desired, script);
    return bench.start(
        "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
  }

  private void services(int desired, String script) {
    file(script);
    bench.file(
        "taskdock.yaml",
        """
        services:
          - {serviceName: web, taskDefinition: taskdef.json, desiredCount: %d}
        """
            .formatted(desired));
  }

  private void file(String script) {
    bench.file(container("app").bash(script));
  }

  private TaskdockProcess ask(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    if (!command.equals("stop")) {
      all.addAll(List.of("--project", bench.project()));
    }
    return bench.done(all.toArray(String[]::new));
  }
}
