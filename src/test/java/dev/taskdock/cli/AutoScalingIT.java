package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Services that grow with what is asked of them, with minutes of one second.
@Tag("docker")
final class AutoScalingIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void requests_and_processor_time_make_a_service_grow_and_quiet_makes_it_shrink()
      throws Exception {
    int port = Ports.free();
    bench.file("web.json", definition("web", container("app").answering(80, "hello").port(80)));
    bench.file(
        "busy.json",
        definition("busy", container("app").bash("trap 'exit 0' TERM; while :; do :; done")));
    bench.file("taskdock.yaml", services(port));
    var up =
        bench.start(
            "up", "--time-scale", "60", "--project", bench.project(), bench.folder().toString());
    up.awaitErr("(service web) has reached a steady state.");

    try (var load = Load.on("http://127.0.0.1:" + port + "/")) {
      up.awaitErr("(service web) Setting desired count to 2. Cause: policy requests on");
      up.awaitErr("(service busy) Setting desired count to 2. Cause: policy cpu on");
      load.awaitAnswers("hello", 1);
      assertThat(load.lost()).isEmpty();
    }
    up.awaitErr("(service web) Setting desired count to 1. Cause: policy requests on");
    up.awaitErr("(service web) has stopped 1 running tasks");

    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private static String definition(String family, ContainerJson container) {
    return ContainerJson.definition(family, container);
  }

  private static String services(int port) {
    return """
    loadBalancers:
      web:
        Listeners:
          - {Protocol: HTTP, Port: %d, DefaultActions: [{Type: forward, TargetGroupArn: app}]}
    targetGroups:
      app: {Port: 80, HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2}
    services:
      - serviceName: web
        taskDefinition: web.json
        desiredCount: 1
        loadBalancers: [{targetGroupArn: app, containerName: app, containerPort: 80}]
      - {serviceName: busy, taskDefinition: busy.json, desiredCount: 1}
    scalableTargets:
      web:
        MinCapacity: 1
        MaxCapacity: 2
        ScalingPolicies:
          - PolicyName: requests
            PolicyType: TargetTrackingScaling
            TargetTrackingScalingPolicyConfiguration:
              TargetValue: 60
              ScaleInCooldown: 60
              PredefinedMetricSpecification: {PredefinedMetricType: ALBRequestCountPerTarget}
      busy:
        MinCapacity: 1
        MaxCapacity: 2
        ScalingPolicies:
          - PolicyName: cpu
            PolicyType: TargetTrackingScaling
            TargetTrackingScalingPolicyConfiguration:
              TargetValue: 5
              PredefinedMetricSpecification:
                PredefinedMetricType: ECSServiceAverageCPUUtilization
    """
        .formatted(port);
  }
}
