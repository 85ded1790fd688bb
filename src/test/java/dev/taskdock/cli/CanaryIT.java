package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A canary behind a load balancer that is asked all the time.
@Tag("docker")
final class CanaryIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void it_gets_its_share_then_all_and_an_alarm_gives_it_back_and_no_request_is_lost()
      throws Exception {
    int port = Ports.free();
    int test = Ports.free();
    services(port, test);
    text("one");
    var up =
        bench.start(
            "up", "--time-scale", "12", "--project", bench.project(), bench.folder().toString());
    up.awaitErr("has reached a steady state.");

    try (var load = Load.on("http://127.0.0.1:" + port + "/")) {
      text("two");
      bench.done("deploy", "--project", bench.project());
      up.awaitErr("PRODUCTION_TRAFFIC_SHIFT with 40.0 percent");
      assertThat(Workbench.get("http://127.0.0.1:" + test + "/")).isEqualTo("two");
      load.awaitAnswers("two", 5);
      int before = load.answers("one");
      up.awaitErr("BAKE_TIME with 100.0 percent");
      assertThat(before).isLessThan(load.answers("one"));
      up.awaitErr("deployment completed.");
      up.awaitErr(l -> l.matches("web/[0-9a-f]{8}  STOPPED .*ServiceSchedulerInitiated.*"));
      assertThat(Workbench.get("http://127.0.0.1:" + port + "/")).isEqualTo("two");

      text("three");
      bench.done("deploy", "--project", bench.project());
      load.awaitAnswers("three", 2);
      bench.done("alarm", "too-many-errors", "--project", bench.project());
      up.awaitErr("deployment failed: alarm detected.");
      up.awaitErr("rolling back to deployment");
      load.begin();
      load.awaitAnswers("two", 20);
      assertThat(load.answers("three")).isZero();

      assertThat(load.lost()).isEmpty();
    }
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
                "services:",
                "  - serviceName: web",
                "    taskDefinition: taskdef.json",
                "    desiredCount: 1",
                "    deploymentConfiguration:",
                "      strategy: CANARY",
                "      canaryConfiguration: {canaryPercent: 40, canaryBakeTimeInMinutes: 1}",
                "      alarms: {alarmNames: [too-many-errors], enable: true, rollback: true}",
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
