package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `taskdock up` is killed, and started again or not.
@Tag("docker")
final class CrashIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void what_outlived_a_kill_is_taken_over_answers_on_and_is_replaced_by_what_changed()
      throws Exception {
    int port = Ports.free();
    services(2, port, "one");
    var killed = up("30");
    killed.awaitErr("has reached a steady state.");
    var ids = running(killed);
    assertThat(ids).hasSize(2);
    kill(killed);

    var up = up("30");
    up.awaitErr("taken over after a crash: 2 tasks");
    up.awaitErr("has reached a steady state.");
    assertThat(up.err()).noneMatch(l -> l.contains("has started"));
    assertThat(running(up)).isEqualTo(ids);
    assertThat(Workbench.get("http://127.0.0.1:" + port + "/")).isEqualTo("one");
    assertThat(bench.done("metadata", ids.first() + "/app").out())
        .anyMatch(l -> l.contains("KnownStatus"));
    kill(up);

    services(1, port, "two");
    var other = up("30");
    other.awaitErr("taken over after a crash: 2 tasks");
    other.awaitErr("deployment completed.");
    assertThat(Workbench.get("http://127.0.0.1:" + port + "/")).isEqualTo("two");
    for (var id : ids) {
      other.awaitErr(l -> l.matches("web/" + id + "  STOPPED .*ServiceSchedulerInitiated.*"));
    }
    bench.done("down", "--project", bench.project());
    other.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void nothing_stays_where_nobody_comes_in_time() throws Exception {
    services(1, Ports.free(), "one");
    var killed = up("1");
    killed.awaitErr(l -> l.matches("web/[0-9a-f]{8}  RUNNING"));

    kill(killed);

    assertThat(bench.containers()).isNotEmpty();
    bench.awaitNothingLeft(Duration.ofSeconds(20));
  }

  private void kill(TaskdockProcess process) {
    process.signal("KILL");
    process.endsWith(137);
  }

  private TaskdockProcess up(String grace) {
    return bench.start(
        "up",
        "--time-scale",
        "10",
        "--adopt-within",
        grace,
        "--project",
        bench.project(),
        bench.folder().toString());
  }

  private static SortedSet<String> running(TaskdockProcess up) {
    var ids = new TreeSet<String>();
    up.err().stream()
        .filter(l -> l.matches("web/[0-9a-f]{8}  RUNNING"))
        .forEach(l -> ids.add(l.substring(4, 12)));
    return ids;
  }

  private void services(int desired, int port, String text) {
    bench.file(container("app").answering(80, text).port(80));
    bench.file(
        "taskdock.yaml",
        String.join(
            "\n",
            List.of(
                "loadBalancers:",
                "  web:",
                "    Listeners:",
                "      - Protocol: HTTP",
                "        Port: " + port,
                "        DefaultActions: [{Type: forward, TargetGroupArn: app}]",
                "targetGroups:",
                "  app:",
                "    Port: 80",
                "    HealthCheckIntervalSeconds: 5",
                "    HealthCheckTimeoutSeconds: 2",
                "services:",
                "  - serviceName: web",
                "    taskDefinition: taskdef.json",
                "    desiredCount: " + desired,
                "    loadBalancers:",
                "      - {targetGroupArn: app, containerName: app, containerPort: 80}",
                "")));
  }
}
