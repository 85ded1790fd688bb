package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A blue/green deployment whose hook looks at the new tasks through the test listener, and which
/// pauses with the traffic moved until somebody decides.
@Tag("docker")
final class LifecycleHookIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void what_it_refuses_is_rolled_back_and_what_it_accepts_gets_the_traffic_until_somebody_decides()
      throws Exception {
    int port = Ports.free();
    int test = Ports.free();
    services(port, test);
    bench.file(
        "check.sh",
        String.join(
            "\n",
            List.of(
                "cat >> events.jsonl",
                "case $(curl -s http://127.0.0.1:" + test + "/) in",
                "  bad) echo '{\"hookStatus\": \"FAILED\"}' ;;",
                "  *) if [ -e asked ]; then rm asked; echo '{\"hookStatus\": \"SUCCEEDED\"}'",
                "     else touch asked",
                "       echo '{\"hookStatus\": \"IN_PROGRESS\", \"callBackDelay\": 1}'; fi ;;",
                "esac",
                "")));
    text("one");
    var up =
        bench.start(
            "up", "--time-scale", "20", "--project", bench.project(), bench.folder().toString());
    up.awaitNextErr("is AWAITING_ACTION at POST_PRODUCTION_TRAFFIC_SHIFT: taskdock continue web");
    assertThat(bench.done("services", "--project", bench.project()).out())
        .anyMatch(
            l -> l.matches(" +ecs-pause-\\S+  PAUSE  AWAITING_ACTION  until .*, then ROLLBACK"));
    bench.done("continue", "web", "--project", bench.project());
    up.awaitNextErr("has reached a steady state.");

    try (var load = Load.on("http://127.0.0.1:" + port + "/")) {
      text("bad");
      bench.done("deploy", "--project", bench.project());
      up.awaitNextErr("lifecycle hook check answered FAILED at POST_TEST_TRAFFIC_SHIFT.");
      up.awaitNextErr("deployment failed: lifecycle hook failed.");
      up.awaitNextErr("rolling back to deployment");
      up.awaitNextErr("has reached a steady state.");
      assertThat(load.answers("bad")).isZero();

      text("two");
      bench.done("deploy", "--project", bench.project());
      up.awaitNextErr("lifecycle hook check answered SUCCEEDED at POST_TEST_TRAFFIC_SHIFT.");
      load.awaitAnswers("two", 10);
      up.awaitNextErr("is AWAITING_ACTION at POST_PRODUCTION_TRAFFIC_SHIFT: taskdock continue web");
      bench.done("continue", "web", "ROLLBACK", "--project", bench.project());
      up.awaitNextErr("got ROLLBACK at POST_PRODUCTION_TRAFFIC_SHIFT.");
      up.awaitNextErr("rolling back to deployment");
      up.awaitNextErr("has reached a steady state.");
      load.begin();
      load.awaitAnswers("one", 20);
      assertThat(load.answers("two")).isZero();
      assertThat(load.lost()).isEmpty();
    }

    var events = Files.readAllLines(bench.folder().resolve("events.jsonl"));
    assertThat(events)
        .allMatch(e -> e.contains("\"lifecycleStage\":\"POST_TEST_TRAFFIC_SHIFT\""))
        .allMatch(e -> e.contains("\"hookDetails\":{\"for\":\"web\"}"))
        // Twice for the first deployment, once for the one refused, twice for the one accepted.
        .hasSize(5);
    assertThat(events.getFirst())
        .contains("\"serviceArn\":\"arn:aws:ecs:", ":service/local/web\"")
        .contains(":service-deployment/local/web/");
    var again = bench.start("continue", "web", "--project", bench.project());
    again.endsWith(1);
    again.awaitErr("no deployment of web is paused");
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private void text(String text) {
    bench.file(container("app").answering(80, text).port(80));
  }

  private void services(int port, int test) {
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
                "        DefaultActions: [{Type: forward, TargetGroupArn: blue}]",
                "      - Protocol: HTTP",
                "        Port: " + test,
                "        DefaultActions: [{Type: forward, TargetGroupArn: blue}]",
                "targetGroups:",
                "  blue: {Port: 80, HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2}",
                "  green: {Port: 80, HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2}",
                "hooks:",
                "  check: {command: [sh, ./check.sh]}",
                "services:",
                "  - serviceName: web",
                "    taskDefinition: taskdef.json",
                "    desiredCount: 1",
                "    deploymentConfiguration:",
                "      strategy: BLUE_GREEN",
                "      lifecycleHooks:",
                "        - hookTargetArn: arn:aws:lambda:us-east-1:123456789012:function:check",
                "          lifecycleStages: [POST_TEST_TRAFFIC_SHIFT]",
                "          hookDetails: {for: web}",
                "        - targetType: PAUSE",
                "          lifecycleStages: [POST_PRODUCTION_TRAFFIC_SHIFT]",
                "    loadBalancers:",
                "      - targetGroupArn: blue",
                "        containerName: app",
                "        containerPort: 80",
                "        advancedConfiguration:",
                "          alternateTargetGroupArn: green",
                "          productionListenerRule: web:" + port,
                "          testListenerRule: web:" + test,
                "")));
  }
}
