package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.app.ControlSocket;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Labels;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The VPC around tasks: what security groups let pass, judged by real packets, and which names
/// there are.
@Tag("docker")
final class VpcIT {
  private static final List<String> SENDERS = List.of("laptop", "peer", "other", "front");
  private static final List<String> PORTS = List.of("8080", "8080/udp", "ping");

  /// Answers over TCP and takes datagrams, both at one port.
  private static final String SERVER =
      """
      exec perl -MIO::Socket::INET -e '$SIG{TERM} = sub { kill 9, $k if $k; exit 0 };
      unless ($k = fork) { my $u = IO::Socket::INET->new(LocalPort => 8080, Proto => "udp");
        while (1) { $u->recv(my $b, 99) } }
      my $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 99, ReuseAddr => 1) or die;
      while (my $c = $s->accept) { next if fork; my $l = <$c>;
        print $c "HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nConnection: close\\r\\n\\r\\nok\\n"; exit }'
      """;

  private static final String WAITS = "trap 'exit 0' TERM; sleep 600 & wait";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void packets_pass_as_the_groups_say_before_and_after_a_rule_is_changed() throws Exception {
    project(
        """
              - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: sg-server}
              - {IpProtocol: udp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: sg-server}
              - {IpProtocol: icmp, FromPort: -1, ToPort: -1, SourceSecurityGroupId: sg-server}
              - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: sg-front}
        """);
    var up = up();
    up.awaitErr(l -> l.matches("target \\S+:8080 of server is healthy"));

    assertThat(matrix())
        .isEqualTo(expected(List.of("peer 8080", "peer 8080/udp", "peer ping", "front 8080")));
    assertThat(Workbench.get("http://127.0.0.1:" + port(up))).isEqualTo("ok\n");

    try (var held = new Held(bench, task(up, "peer"), address(up, "server"))) {
      held.awaitConnected();
      project(
          """
                - {IpProtocol: "-1", SourceSecurityGroupId: sg-other}
                - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 0.0.0.0/0}
                - {IpProtocol: udp, FromPort: 8080, ToPort: 8080, CidrIp: 127.0.0.1/32}
          """);
      bench.done("deploy", "--project", bench.project());

      assertThat(matrix())
          .isEqualTo(
              expected(
                  List.of(
                      "laptop 8080",
                      "laptop 8080/udp",
                      "peer 8080",
                      "other 8080",
                      "other 8080/udp",
                      "other ping",
                      "front 8080")));
      assertThat(held.answer()).as("a flow from before the change").contains("200 OK");
    }

    assertThat(bench.done("events", "--project", bench.project()).out())
        .anyMatch(l -> l.endsWith("dropped: other → server:8080, no inbound rule in sg-server"))
        .anyMatch(l -> l.endsWith("dropped: peer → server (ping), no inbound rule in sg-server"));
    assertThat(leaks(task(up, "peer"))).as("packets to link-local addresses").isZero();
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
  }

  @Test
  void names_are_answered_in_the_namespace_and_on_this_machine_alike() throws Exception {
    project("      - {IpProtocol: \"-1\", SourceSecurityGroupId: sg-server}\n");
    var up = up();
    up.awaitErr(l -> l.matches("target \\S+:8080 of server is unhealthy.*|peer/\\S+  RUNNING"));
    up.awaitErr(l -> l.matches("server/\\S+  RUNNING"));
    var server = address(up, "server");
    var asked =
        in(
            task(up, "peer"),
            "getent ahostsv4 orders.shop.local | head -1; getent ahostsv4 www.example.com | head -1;"
                + " getent hosts nobody.shop.local || echo none; cat /etc/resolv.conf");

    assertThat(asked)
        .contains(server, "192.0.2.7", "none", "search ec2.internal", "nameserver 10.")
        .doesNotContain("127.0.0.11");
    var dns = bench.done("dns", "--project", bench.project()).out();
    assertThat(dns)
        .anyMatch(l -> l.matches("dig @127\\.0\\.0\\.1 -p \\d+ orders\\.shop\\.local"))
        .anyMatch(l -> l.endsWith(" www.example.com"));

    // Deregistered before it is stopped.
    bench.done("scale", "server=0", "--project", bench.project());
    up.awaitErr("has stopped 1 running tasks");
    assertThat(in(task(up, "peer"), "getent hosts orders.shop.local || echo none"))
        .contains("none");
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
  }

  @Test
  void tasks_that_outlive_a_crash_get_the_rules_and_names_of_now() throws Exception {
    project(from("sg-server"));
    var killed = up();
    killed.awaitErr("(service server) has reached a steady state.");
    assertThat(reach("peer", "8080")).isEqualTo("says true, saw it arrive");
    assertThat(reach("other", "8080")).isEqualTo("says false, saw nothing arrive");
    var server = address(killed, "server");
    var other = task(killed, "other");
    killed.signal("KILL");
    killed.endsWith(137);

    project(from("sg-other"));
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    up.awaitErr("taken over after a crash: 3 tasks");
    up.awaitErr("(service server) has reached a steady state.");

    assertThat(reach("peer", "8080")).isEqualTo("says false, saw nothing arrive");
    assertThat(reach("other", "8080")).isEqualTo("says true, saw it arrive");
    assertThat(in(other, "getent ahostsv4 orders.shop.local | head -1")).contains(server);
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
  }

  /// Rules that let in a group, and the load balancer.
  private static String from(String group) {
    return """
          - {IpProtocol: "-1", SourceSecurityGroupId: %s}
          - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: sg-front}
    """
        .formatted(group);
  }

  @Test
  void a_single_task_lies_where_the_file_says_and_is_told_what_it_is_not_let_do() {
    bench.file(
        "taskdock.yaml",
        """
        subnets: {a: {CidrBlock: 10.0.0.0/24}}
        vpc: {CidrBlock: 10.0.0.0/16}
        securityGroups: {sg-task: {SecurityGroupEgress: [{IpProtocol: udp, FromPort: 53, ToPort: 53, CidrIp: 0.0.0.0/0}]}}
        networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-task]}}
        """);
    var run =
        bench.run(
            container("app")
                .bash("timeout 2 bash -c 'exec 3<>/dev/tcp/10.0.0.9/443' || echo not let out"));

    run.awaitOut(l -> l.contains("not let out"));
    run.awaitErr(l -> l.matches("dropped: \\S+ → \\S+:443, no outbound rule in sg-task"));
    run.endsWith(0);
  }

  private TaskdockProcess up() {
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    for (var service : List.of("server", "peer", "other")) {
      up.awaitErr(
          l -> l.matches(service + "/[0-9a-f]{8}  RUNNING"), TaskdockProcess.PATIENCE_FOR_IMAGES);
    }
    return up;
  }

  /// The port that the load balancer got.
  private static String port(TaskdockProcess up) {
    var line = up.awaitErr(l -> l.startsWith("front  http://127.0.0.1"));
    int colon = line.lastIndexOf(':');
    return line.substring(colon).matches(":\\d+") ? line.substring(colon + 1) : "80";
  }

  private void project(String ingress) {
    var definition = bench.file("server.json", definition("server", SERVER));
    assertThat(definition).isNotEmpty();
    bench.file("client.json", definition("client", WAITS));
    bench.file(
        "taskdock.yaml",
        """
        namespaces:
          shop.local: {}
        discoveryServices:
          orders: {NamespaceId: shop.local, DnsConfig: {DnsRecords: [{Type: A, TTL: 5}]}}
        hostedZones:
          example.com:
            ResourceRecordSets:
              - {Name: www.example.com, Type: A, TTL: 60, ResourceRecords: [{Value: 192.0.2.7}]}
        securityGroups:
          sg-other: {}
          sg-front:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}
          sg-server:
            SecurityGroupIngress:
        """
            + ingress
            + """
            loadBalancers:
              front:
                SecurityGroups: [sg-front]
                Listeners:
                  - Protocol: HTTP
                    Port: 80
                    DefaultActions: [{Type: forward, TargetGroupArn: server}]
            targetGroups:
              server:
                Port: 8080
                HealthCheckIntervalSeconds: 5
                HealthCheckTimeoutSeconds: 4
                HealthyThresholdCount: 2
            services:
              - serviceName: server
                taskDefinition: ./server.json
                desiredCount: 1
                loadBalancers:
                  - {targetGroupArn: server, containerName: app, containerPort: 8080}
                serviceRegistries: [{registryArn: orders}]
                networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-server], assignPublicIp: ENABLED}}
              - serviceName: peer
                taskDefinition: ./client.json
                desiredCount: 1
                networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-server]}}
              - serviceName: other
                taskDefinition: ./client.json
                desiredCount: 1
                networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-other]}}
            """);
  }

  private static String definition(String family, String script) {
    var app = container("app").bash(script);
    return ContainerJson.definition(family, family.equals("server") ? app.port(8080) : app);
  }

  /// What a real packet of each kind from each sender did.
  private Map<String, String> matrix() throws Exception {
    var seen = new ConcurrentSkipListMap<String, String>();
    var threads = new ArrayList<Thread>();
    for (var sender : SENDERS) {
      for (var port : PORTS) {
        threads.add(
            Thread.ofVirtual().start(() -> seen.put(sender + " " + port, reach(sender, port))));
      }
    }
    for (var thread : threads) {
      thread.join();
    }
    return new TreeMap<>(seen);
  }

  /// All is dropped but this. Load balancers do not ping, so nobody can see whether they could.
  private static Map<String, String> expected(List<String> passing) {
    var expected = new TreeMap<String, String>();
    for (var sender : SENDERS) {
      for (var port : PORTS) {
        var pair = sender + " " + port;
        boolean passes = passing.contains(pair);
        expected.put(
            pair,
            pair.equals("front ping")
                ? "says false, saw nothing"
                : "says " + passes + ", saw " + (passes ? "it arrive" : "nothing arrive"));
      }
    }
    return expected;
  }

  /// The rules' word and what a packet did.
  private String reach(String from, String port) {
    var answers = new ArrayList<String>();
    var request =
        "{\"Action\":\"Reach\",\"from\":\"%s\",\"to\":\"server\",\"port\":\"%s\"}"
            .formatted(from, port);
    try {
      ControlSocket.ask(bench.project(), System.getenv(), request, answers::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var fields = ControlLine.fields(answers.getFirst()).orElseThrow();
    var arrived = fields.flag("arrived");
    return "says "
        + fields.flag("passes").map(String::valueOf).orElse(answers.getFirst())
        + ", saw "
        + arrived.map(a -> a ? "it arrive" : "nothing arrive").orElse("nothing");
  }

  /// The holder of the one task of a service.
  private ContainerSnapshot task(TaskdockProcess up, String service) {
    var started = up.awaitErr("(service " + service + ") has started 1 tasks: (task ");
    return bench.containers().stream()
        .filter(c -> "holder".equals(c.labels().get(Labels.ROLE)))
        .filter(c -> started.contains(c.labels().getOrDefault(Labels.TASK, "-")))
        .findFirst()
        .orElseThrow();
  }

  private String address(TaskdockProcess up, String service) {
    return bench.inspect(task(up, service)).address().orElseThrow();
  }

  /// What a script prints in a namespace.
  private String in(ContainerSnapshot holder, String script) {
    return bench.exec(holder, List.of("bash", "-c", script), java.io.InputStream.nullInputStream());
  }

  /// How many packets to link-local addresses leave a namespace by its one interface, while
  /// somebody in it asks for some; those to the resolver and the metadata are answered.
  private int leaks(ContainerSnapshot holder) {
    var said =
        in(
            holder,
            """
            nft -f - <<'RULES'
            table netdev leaks {
              chain out {
                type filter hook egress device eth0 priority 0; policy accept;
                ip daddr 169.254.0.0/16 counter
                arp daddr ip 169.254.0.0/16 counter
              }
            }
            RULES
            for a in 169.254.169.254 169.254.170.2 169.254.1.1; do
              timeout 1 bash -c "exec 3<>/dev/tcp/$a/80"
              timeout 1 bash -c "echo x > /dev/udp/$a/53"
            done 2>/dev/null
            getent hosts www.example.com
            nft list table netdev leaks
            """);
    assertThat(said).contains("192.0.2.7", "counter packets");
    return java.util.regex.Pattern.compile("counter packets (\\d+)")
        .matcher(said)
        .results()
        .mapToInt(r -> Integer.parseInt(r.group(1)))
        .sum();
  }

  /// A connection from one task to another that is kept open.
  private static final class Held implements AutoCloseable {
    private final PipedOutputStream go = new PipedOutputStream();
    private final StringBuilder heard = new StringBuilder();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    Held(Workbench bench, ContainerSnapshot from, String to) throws IOException {
      var input = new PipedInputStream(go);
      var command =
          List.of(
              "bash",
              "-c",
              "exec 3<>/dev/tcp/%s/8080; echo connected; read go; printf 'GET /\\n' >&3; cat <&3"
                  .formatted(to));
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            bench.exec(
                from,
                command,
                input,
                text -> {
                  heard.append(text);
                  if (heard.toString().contains("connected")) {
                    connected.complete(null);
                  }
                });
            answer.complete(heard.toString());
          });
    }

    void awaitConnected() throws Exception {
      connected.get(30, java.util.concurrent.TimeUnit.SECONDS);
    }

    String answer() throws Exception {
      go.write("go\n".getBytes(StandardCharsets.UTF_8));
      go.flush();
      return answer.get(30, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      go.close();
    }
  }
}
