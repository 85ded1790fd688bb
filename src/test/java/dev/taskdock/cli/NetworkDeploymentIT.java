package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A rolling deployment behind a network load balancer that security groups guard on either side.
@Tag("docker")
final class NetworkDeploymentIT {
  /// Answers with `TEXT` and what it was told, on many connections at once.
  private static final String ECHO =
      """
      use IO::Socket::INET; use IO::Select; $| = 1; $SIG{TERM} = sub { exit 0 };
      my $tcp = IO::Socket::INET->new(LocalPort => 7000, Listen => 64, ReuseAddr => 1) or die;
      my $all = IO::Select->new($tcp);
      while (1) { for my $s ($all->can_read) {
        if ($s == $tcp) { $all->add($tcp->accept) }
        else { my $n = sysread($s, my $d, 2000); if ($n) { syswrite($s, "TEXT $d") } else { $all->remove($s); close $s } }
      } }
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void no_connection_is_lost_and_what_no_rule_lets_in_reaches_nobody() throws Exception {
    int metrics = Ports.free();
    echo("open", "one");
    echo("shut", "never");
    services();
    var up =
        bench.start(
            "up",
            "--metrics-port",
            "" + metrics,
            "--project",
            bench.project(),
            bench.folder().toString());
    var refused = up.awaitErr(l -> l.startsWith("nlb: nobody can reach port 17002 from here: "));
    assertThat(refused).contains("sg-nlb");
    var open = address(up, 17000);
    var shut = address(up, 17001);
    up.awaitErr(
        l -> l.contains("(service open) has reached a steady state."),
        TaskdockProcess.PATIENCE_FOR_IMAGES);

    up.awaitErr(
        l -> l.matches("dropped: load balancer nlb → shut:7000, no inbound rule in sg-shut.*"));

    try (var held = new Socket(open.getHost(), open.getPort());
        var waiting = new Socket(shut.getHost(), shut.getPort());
        var load = new Connections(open)) {
      assertThat(said(held)).isEqualTo("one");
      waiting.getOutputStream().write("hello".getBytes(US_ASCII));
      load.await("one");
      echo("open", "two");
      bench.done("deploy", "--project", bench.project());
      up.awaitErr(l -> l.contains("(service open") && l.contains("has begun draining"));
      // What is open goes on while its target drains.
      assertThat(said(held)).isEqualTo("one");
      load.await("two");
      var stopped = new HashSet<String>();
      while (stopped.size() < 2) {
        stopped.add(
            up.awaitErr(l ->
                l.matches("open/[0-9a-f]{8}  STOPPED .*ServiceSchedulerInitiated.*")
                    && !stopped.contains(l)));
      }
      load.begin();
      load.await("two");

      assertThat(load.answers).containsOnlyKeys("two");
      assertThat(load.lost).isEmpty();
      assertThat(waiting.getInputStream().available()).isZero();

      int begun = load.asked.get() - 1;
      var lines = Workbench.get("http://127.0.0.1:" + metrics + "/metrics").lines().toList();
      assertThat(value(lines, "new_flow_count_tcp_total")).isGreaterThanOrEqualTo(begun);
      assertThat(value(lines, "processed_bytes_tcp_total")).isPositive();
      assertThat(value(lines, "tcp_target_reset_count_total")).isZero();
      assertThat(lines)
          .anyMatch(l ->
              l.startsWith("aws_networkelb_healthy_host_count{")
                  && l.contains("open")
                  && l.endsWith("} 2"))
          .anyMatch(l ->
              l.startsWith("aws_networkelb_unhealthy_host_count{")
                  && l.contains("shut")
                  && l.endsWith("} 1"));
    }
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  /// The sum over all dimensions, or that of the load balancer alone.
  private static double value(List<String> lines, String metric) {
    return lines.stream()
        .filter(l -> l.startsWith("aws_networkelb_" + metric + "{"))
        .filter(l -> !l.contains("TargetGroup="))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void echo(String family, String text) {
    var app =
        container("app")
            .with("entryPoint", List.of("perl", "-e"))
            .with("command", List.of(ECHO.replace("TEXT", text)))
            .port(7000);
    bench.file(family + ".json", ContainerJson.definition(family, app));
  }

  private void services() {
    bench.file(
        "taskdock.yaml",
        """
        securityGroups:
          sg-nlb:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 17000, ToPort: 17001, CidrIp: 0.0.0.0/0}
          sg-open:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 7000, ToPort: 7000, SourceSecurityGroupId: sg-nlb}
          sg-shut:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 7000, ToPort: 7000, SourceSecurityGroupId: sg-open}
        loadBalancers:
          nlb:
            Type: network
            SecurityGroups: [sg-nlb]
            Listeners:
              - {Protocol: TCP, Port: 17000, DefaultActions: [{Type: forward, TargetGroupArn: open}]}
              - {Protocol: TCP, Port: 17001, DefaultActions: [{Type: forward, TargetGroupArn: shut}]}
              - {Protocol: TCP, Port: 17002, DefaultActions: [{Type: forward, TargetGroupArn: open}]}
        targetGroups:
          open:
            Protocol: TCP
            Port: 7000
            TargetType: ip
            HealthCheckIntervalSeconds: 5
            HealthCheckTimeoutSeconds: 2
            HealthyThresholdCount: 2
            TargetGroupAttributes: {deregistration_delay.timeout_seconds: 4}
          shut:
            Protocol: TCP
            Port: 7000
            TargetType: ip
            HealthCheckIntervalSeconds: 5
            HealthCheckTimeoutSeconds: 2
            UnhealthyThresholdCount: 2
            TargetGroupAttributes: {deregistration_delay.timeout_seconds: 1}
        services:
          - serviceName: open
            taskDefinition: open.json
            desiredCount: 2
            loadBalancers: [{targetGroupArn: open, containerName: app, containerPort: 7000}]
            networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-open]}}
          - serviceName: shut
            taskDefinition: shut.json
            desiredCount: 1
            healthCheckGracePeriodSeconds: 600
            loadBalancers: [{targetGroupArn: shut, containerName: app, containerPort: 7000}]
            networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-shut]}}
        """);
  }

  /// Where a listener is; its port may be another here.
  private static URI address(TaskdockProcess up, int port) {
    var line = up.awaitErr(l -> l.matches("nlb  tcp://127\\.[0-9.:]+.*") && l.contains("" + port));
    return URI.create(line.split(" +", 3)[1]);
  }

  /// Who answers, which is the first word.
  private static String said(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write("hello".getBytes(US_ASCII));
    var answer = new StringBuilder();
    while (!answer.toString().endsWith(" hello")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("ended after " + answer);
      }
      answer.append((char) next);
    }
    return answer.substring(0, answer.indexOf(" "));
  }

  /// Connections one after the other, each of which says one thing.
  private static final class Connections implements AutoCloseable {
    private final URI at;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<String, CountDownLatch> heard = new ConcurrentHashMap<>();
    final Map<String, Integer> answers = new ConcurrentHashMap<>();
    final Queue<String> lost = new ConcurrentLinkedQueue<>();
    final AtomicInteger asked = new AtomicInteger();

    Connections(URI at) {
      this.at = at;
      var _ = Thread.ofPlatform().daemon().start(this::ask);
    }

    private void ask() {
      while (!over.get()) {
        asked.incrementAndGet();
        try (var socket = new Socket(at.getHost(), at.getPort())) {
          var text = said(socket);
          answers.merge(text, 1, Integer::sum);
          latch(text).countDown();
        } catch (IOException e) {
          lost.add("connection " + asked + ": " + e);
        }
      }
    }

    /// Forgets what was answered.
    void begin() {
      answers.clear();
      heard.clear();
    }

    void await(String text) throws InterruptedException {
      assertThat(latch(text).await(60, TimeUnit.SECONDS)).as("an answer of " + text).isTrue();
    }

    private CountDownLatch latch(String text) {
      return heard.computeIfAbsent(text, _ -> new CountDownLatch(10));
    }

    @Override
    public void close() {
      over.set(true);
    }
  }
}
