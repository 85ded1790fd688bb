package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What befalls the tasks of a service while it is asked all the time, every request counted.
///
/// One round here; `scripts/soak` goes on for as long as it is told, and hangs targets too.
@Tag("docker")
final class FaultsIT {
  private static final Pattern FAILED =
      Pattern.compile(
          "(?:\\(service web\\) )?(?:50[234]|a cut response)[ :].*?(?:\\((\\d+) more within \\d+ s\\))?");

  private static final Duration SOAK =
      Duration.ofMinutes(Long.parseLong(System.getenv().getOrDefault("TASKDOCK_SOAK", "0")));

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void deployments_and_scaling_lose_nothing_and_each_request_that_a_fault_costs_is_explained()
      throws Exception {
    int port = Ports.free();
    bench.file(container("app").answering(80, "hello").port(80));
    bench.file("taskdock.yaml", service(port));
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    up.awaitErr("has reached a steady state.");

    var end = Instant.now().plus(SOAK);
    int rounds = 0;
    try (var load = Load.on("http://127.0.0.1:" + port + "/")) {
      do {
        steadyAfter(up, () -> bench.done("deploy", "web", "--project", bench.project()));
        steadyAfter(up, () -> bench.done("scale", "web=4", "--project", bench.project()));
        steadyAfter(up, () -> bench.done("scale", "web=2", "--project", bench.project()));
        int lost = load.lost().size();
        if (rounds == 0) {
          assertThat(load.lost()).isEmpty();
        }
        steadyAfter(up, () -> Workbench.signal(one(c -> isApp(c)), "KILL"));
        steadyAfter(up, () -> Workbench.signal(one(c -> !isApp(c)), "KILL"));
        if (!SOAK.isZero()) {
          steadyAfter(up, () -> Workbench.signal(one(c -> isApp(c)), "STOP"));
        }
        load.awaitAnswers("hello", load.answers("hello") + 20);
        assertThat(load.lost().subList(lost, load.lost().size()))
            .as("what the faults of round %d cost", rounds)
            .allMatch(answer -> answer.matches("\\d+: (50[234]|0) [\\s\\S]*"));
        rounds++;
      } while (Instant.now().isBefore(end));

      // Each is told: which target, and why. What comes again and again is told with its number,
      // after a while.
      int lost = load.lost().size();
      up.awaitErr(_ -> explained(up) >= lost, Duration.ofMinutes(2));
      assertThat(load.lost().size()).isLessThan(load.asked() / 20 + 10);
    }
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  /// How many requests are told of that something cost.
  private static long explained(TaskdockProcess up) {
    return up.err().stream()
        .map(FAILED::matcher)
        .filter(Matcher::matches)
        .mapToLong(m -> m.group(1) == null ? 1 : Long.parseLong(m.group(1)))
        .sum();
  }

  /// Does something to the service and waits until it is steady again.
  private static void steadyAfter(TaskdockProcess up, Runnable what) {
    long before = up.err().stream().filter(FaultsIT::isSteady).count();
    what.run();
    up.awaitErr(
        line -> isSteady(line) && up.err().stream().filter(FaultsIT::isSteady).count() > before,
        Duration.ofMinutes(2));
  }

  private static boolean isSteady(String line) {
    return line.contains("has reached a steady state.");
  }

  private ContainerSnapshot one(Predicate<ContainerSnapshot> kind) {
    return bench.containers().stream()
        .filter(c -> c.status() == ContainerSnapshot.Status.RUNNING)
        .filter(kind)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isApp(ContainerSnapshot container) {
    return container.labels().containsKey(Labels.CONTAINER);
  }

  private static String service(int port) {
    return """
    loadBalancers:
      web:
        Listeners:
          - {Protocol: HTTP, Port: %d, DefaultActions: [{Type: forward, TargetGroupArn: app}]}
    targetGroups:
      app:
        Port: 80
        HealthCheckIntervalSeconds: 5
        HealthCheckTimeoutSeconds: 2
        UnhealthyThresholdCount: 2
    services:
      - serviceName: web
        taskDefinition: taskdef.json
        desiredCount: 2
        loadBalancers: [{targetGroupArn: app, containerName: app, containerPort: 80}]
    """
        .formatted(port);
  }
}
