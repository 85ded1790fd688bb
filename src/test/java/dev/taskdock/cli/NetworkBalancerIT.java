package dev.taskdock.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two tasks behind a network load balancer, one of which is killed.
@Tag("docker")
final class NetworkBalancerIT {
  /// Answers on TCP and UDP with the name of its host and what it was told.
  private static final String ECHO =
      """
      use IO::Socket::INET; use IO::Select; chomp(my $name = `cat /etc/hostname`); $| = 1;
      my $tcp = IO::Socket::INET->new(LocalPort => 7000, Listen => 64, ReuseAddr => 1) or die;
      my $udp = IO::Socket::INET->new(LocalPort => 7000, Proto => 'udp') or die;
      my $all = IO::Select->new($tcp, $udp); $SIG{TERM} = sub { exit 0 };
      while (1) { for my $s ($all->can_read) {
        if ($s == $tcp) { $all->add($tcp->accept) }
        elsif ($s == $udp) { my $from = recv($udp, my $d, 2000, 0); send($udp, "$name $d", 0, $from) }
        else { my $n = sysread($s, my $d, 2000); if ($n) { syswrite($s, "$name $d") } else { $all->remove($s); close $s } }
      } }
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void flows_reach_both_tasks_and_go_on_with_the_other_when_one_is_killed() throws Exception {
    write();
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    var at = address(up);
    up.awaitErr(l -> l.contains("preserve_client_ip.enabled"));
    up.awaitErr(
        l -> l.contains("(service echo) has reached a steady state."),
        TaskdockProcess.PATIENCE_FOR_IMAGES);

    var names = new HashSet<String>();
    for (int i = 0; i < 40; i++) {
      names.add(asked(at));
    }
    assertThat(names).hasSize(2);
    assertThat(answers(at, 40)).isEqualTo(names);

    try (var client = new Socket(at.getHost(), at.getPort())) {
      var doomed = asked(client);
      Workbench.signal(task(doomed), "KILL");
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      up.awaitErr(l -> l.contains("deregistered 1 targets in (target-group echo)"));
      for (int i = 0; i < 20; i++) {
        assertThat(asked(at)).isNotEqualTo(doomed);
      }
    }

    var status = String.join("\n", bench.done("lb", "status", "--project", bench.project()).out());
    assertThat(status).contains("tcp://", "NewFlowCount_UDP", "TCP_UDP", "forward echo");
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private void write() throws IOException {
    Files.writeString(bench.folder().resolve("echo.pl"), ECHO);
    Files.writeString(
        bench.folder().resolve("Dockerfile"),
        "FROM debian:bookworm-slim\nCOPY echo.pl /echo.pl\nCMD [\"perl\", \"/echo.pl\"]\n");
    Files.writeString(
        bench.folder().resolve("echo.json"),
        """
        {"family": "echo", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
         "cpu": "256", "memory": "512",
         "containerDefinitions": [{"name": "echo", "image": "taskdock-it/flow-echo:1",
           "essential": true, "stopTimeout": 2,
           "portMappings": [{"containerPort": 7000}, {"containerPort": 7000, "protocol": "udp"}]}]}
        """);
    Files.writeString(
        bench.folder().resolve("taskdock.yaml"),
        """
        build: {"taskdock-it/flow-echo:1": .}
        loadBalancers:
          echo:
            Type: network
            Listeners:
              - {Protocol: TCP_UDP, Port: 17000, DefaultActions: [{Type: forward, TargetGroupArn: echo}]}
        targetGroups:
          echo:
            Protocol: TCP_UDP
            Port: 7000
            TargetType: ip
            HealthCheckIntervalSeconds: 5
            HealthCheckTimeoutSeconds: 2
            TargetGroupAttributes: {deregistration_delay.timeout_seconds: 1}
        services:
          - serviceName: echo
            taskDefinition: echo.json
            desiredCount: 2
            loadBalancers: [{targetGroupArn: echo, containerName: echo, containerPort: 7000}]
        """);
  }

  /// The container whose host has this name.
  private ContainerSnapshot task(String name) {
    return bench.containers().stream()
        .filter(c -> c.name().contains("echo"))
        .filter(c ->
            bench
                .exec(c, List.of("cat", "/etc/hostname"), InputStream.nullInputStream())
                .strip()
                .equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static URI address(TaskdockProcess up) {
    var line = up.awaitErr(l -> l.matches("echo  tcp://127\\.[0-9.:]+.*"));
    return URI.create(line.split(" +", 3)[1]);
  }

  private static String asked(URI at) throws IOException {
    try (var socket = new Socket(at.getHost(), at.getPort())) {
      return asked(socket);
    }
  }

  /// Who answers, which is the first word.
  private static String asked(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write("hello".getBytes(US_ASCII));
    var answer = new StringBuilder();
    while (!answer.toString().endsWith(" hello")) {
      answer.append((char) socket.getInputStream().read());
    }
    return answer.substring(0, answer.indexOf(" "));
  }

  /// Who answers datagrams from so many ports.
  private static Set<String> answers(URI at, int ports) throws IOException {
    var names = new HashSet<String>();
    for (int i = 0; i < ports; i++) {
      try (var socket = new DatagramSocket()) {
        socket.setSoTimeout(10_000);
        var words = "ping".getBytes(US_ASCII);
        socket.send(
            new DatagramPacket(
                words, words.length, new InetSocketAddress(at.getHost(), at.getPort())));
        var answer = new DatagramPacket(new byte[2000], 2000);
        socket.receive(answer);
        names.add(new String(answer.getData(), 0, answer.getLength(), US_ASCII).split(" ", 2)[0]);
      }
    }
    return names;
  }
}
