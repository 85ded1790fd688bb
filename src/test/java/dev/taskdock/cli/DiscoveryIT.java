package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.dns.Asking;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Labels;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Names, rules and targets that follow tasks that come and go.
@Tag("docker")
final class DiscoveryIT {
  private static final Pattern STATUS = Pattern.compile("(web|db)/([0-9a-f]{8})  ([A-Z]+).*");
  private static final Pattern TASK =
      Pattern.compile("([0-9a-f]{8}) +(\\w+)\\S* +RUNNING +\\w+ +([0-9.]+) .*");
  private static final Pattern TARGET = Pattern.compile("web +([0-9.]+):8080 +healthy .*");
  private static final Pattern ELEMENTS = Pattern.compile("elements = \\{[^}]*\\}");
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
  private static final Pattern REACHED = Pattern.compile(".*(reached|failed) ([0-9.]+).*");
  private static final int WEBS = 7;
  private static final int DBS = 5;
  private static final int STEPS = 5;

  /// Answers every connection. Told to end, it goes on for as long as somebody may remember its
  /// address: ECS takes a task out of its name before the signal, and does not wait for the TTL.
  private static final String SERVER =
      """
      exec perl -MIO::Socket::INET -e '
        $SIG{ALRM} = sub { exit 0 }; $SIG{TERM} = sub { alarm 5 }; $SIG{PIPE} = "IGNORE";
        my $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 99, ReuseAddr => 1) or die;
        while (1) { my $c = $s->accept or next; print $c "ok\\n"; close $c }'
      """;

  /// Asks for the name when the TTL, three seconds, is over, and connects to one of its addresses
  /// several times a second.
  private static final String CLIENT =
      """
      exec perl -MIO::Socket::INET -e '
        $| = 1; $SIG{TERM} = sub { exit 0 }; my (@known, $asked); $asked = 0;
        while (1) {
          if (time - $asked >= 3) {
            $asked = time;
            my %all = map { (split)[0] => 1 } `getent ahostsv4 orders.shop.local`;
            @known = keys %all;
          }
          if (my $to = $known[rand @known]) {
            my $c = IO::Socket::INET->new(PeerAddr => $to, PeerPort => 8080, Timeout => 2);
            my $said = $c ? <$c> : "";
            print $said eq "ok\\n" ? "reached $to\\n" : "failed $to $!\\n";
          }
          select undef, undef, undef, 0.1;
        }'
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_client_that_honours_the_ttl_loses_no_connection_while_a_service_is_replaced() {
    var check =
        Map.of(
            "command", List.of("CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080"),
            "interval", 5,
            "timeout", 2);
    var orders = container("orders").bash(SERVER).port(8080).with("healthCheck", check);
    bench.file("orders.json", ContainerJson.definition("orders", orders.with("stopTimeout", 20)));
    bench.file("client.json", ContainerJson.definition("client", container("client").bash(CLIENT)));
    bench.file(
        "taskdock.yaml",
        """
        namespaces: {shop.local: {}}
        discoveryServices:
          orders: {NamespaceId: shop.local, DnsConfig: {DnsRecords: [{Type: A, TTL: 3}]}}
        services:
          - serviceName: orders
            taskDefinition: ./orders.json
            desiredCount: 2
            serviceRegistries: [{registryArn: orders}]
          - {serviceName: client, taskDefinition: ./client.json, desiredCount: 1}
        """);
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    up.awaitErr(
        l -> l.contains("(service orders) has reached a steady state."),
        TaskdockProcess.PATIENCE_FOR_IMAGES);
    var before = addresses("orders");
    before.forEach(a -> up.awaitOut(l -> l.endsWith("reached " + a)));

    bench.done("deploy", "orders", "--project", bench.project());
    up.awaitErr(_ -> count(up.err(), "orders/[0-9a-f]{8}  STOPPED .*") == 2);

    var after = addresses("orders");
    after.forEach(a -> up.awaitOut(l -> l.endsWith("reached " + a)));
    assertThat(before).hasSize(2).doesNotContainAnyElementsOf(after);
    assertThat(after).hasSize(2);
    assertThat(up.out().stream().filter(l -> REACHED.matcher(l).matches()).toList())
        .hasSizeGreaterThan(50)
        .allMatch(l -> l.contains("reached "));
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
  }

  @Test
  void after_a_storm_rules_names_and_targets_are_those_of_the_tasks_there_are() {
    long seed = Long.getLong("world.seed", 7);
    storm();
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    up.awaitErr(_ -> isCalm(up.err(), 4, 3), TaskdockProcess.PATIENCE_FOR_IMAGES);
    var random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      step(random);
    }
    bench.done("scale", "web=" + WEBS, "db=" + DBS, "--project", bench.project());
    up.awaitErr(_ -> isCalm(up.err(), WEBS, DBS));
    var webs = addresses("web");
    var dbs = addresses("db");
    webs.forEach(a -> up.awaitErr("target " + a + ":8080 of web is healthy"));

    assertThat(webs).as("seed %d", seed).hasSize(WEBS);
    assertThat(dbs).as("seed %d", seed).hasSize(DBS);
    try (var asking = new Asking(port())) {
      assertThat(asking.ask("web.shop.local", "A")).as("seed %d", seed).isEqualTo(webs);
      assertThat(asking.ask("db.shop.local", "A")).as("seed %d", seed).isEqualTo(dbs);
    }
    assertThat(targets()).as("seed %d", seed).isEqualTo(webs);
    assertThat(letIn())
        .as("seed %d", seed)
        .hasSize(WEBS + DBS)
        .allSatisfy((_, addresses) -> assertThat(addresses).isEqualTo(webs));
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
  }

  private void storm() {
    bench.file(
        "web.json",
        ContainerJson.definition("web", container("app").answering(8080, "web").port(8080)));
    bench.file("db.json", ContainerJson.definition("db", container("app").untilTold()));
    bench.file(
        "taskdock.yaml",
        """
        namespaces: {shop.local: {}}
        discoveryServices:
          web: {NamespaceId: shop.local, DnsConfig: {DnsRecords: [{Type: A, TTL: 5}]}}
          db: {NamespaceId: shop.local, DnsConfig: {DnsRecords: [{Type: A, TTL: 5}]}}
        securityGroups:
          sg-front: {}
          sg-web:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: sg-front}
              - {IpProtocol: tcp, FromPort: 9000, ToPort: 9000, SourceSecurityGroupId: sg-web}
          sg-db:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: sg-web}
        loadBalancers:
          front:
            SecurityGroups: [sg-front]
            Listeners:
              - {Protocol: HTTP, Port: 80, DefaultActions: [{Type: forward, TargetGroupArn: web}]}
        targetGroups:
          web:
            Port: 8080
            HealthCheckIntervalSeconds: 5
            HealthCheckTimeoutSeconds: 4
            HealthyThresholdCount: 2
            TargetGroupAttributes:
              - {Key: deregistration_delay.timeout_seconds, Value: "1"}
        services:
          - serviceName: web
            taskDefinition: ./web.json
            desiredCount: 4
            loadBalancers: [{targetGroupArn: web, containerName: app, containerPort: 8080}]
            serviceRegistries: [{registryArn: web}]
            networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-web]}}
          - serviceName: db
            taskDefinition: ./db.json
            desiredCount: 3
            serviceRegistries: [{registryArn: db}]
            networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-db]}}
        """);
  }

  private void step(Random random) {
    var apps =
        bench.containers().stream()
            .filter(c -> !"holder".equals(c.labels().get(Labels.ROLE)))
            .sorted((one, other) -> one.name().compareTo(other.name()))
            .toList();
    switch (random.nextInt(4)) {
      case 0 -> scale("web=" + (2 + random.nextInt(6)));
      case 1 -> scale("db=" + (1 + random.nextInt(5)));
      case 2 -> {
        if (!apps.isEmpty()) {
          var task = apps.get(random.nextInt(apps.size())).labels().getOrDefault(Labels.TASK, "-");
          // It may be on its way out already.
          bench.start("stop", task).exitCode();
        }
      }
      default ->
          apps.stream()
              .filter(c -> c.status() == ContainerSnapshot.Status.RUNNING)
              .skip(random.nextInt(2))
              .findFirst()
              .ifPresent(c -> Workbench.signal(c, "KILL"));
    }
  }

  private void scale(String word) {
    bench.done("scale", word, "--project", bench.project());
  }

  /// Whether so many tasks run, and all others have ended.
  private static boolean isCalm(List<String> lines, int webs, int dbs) {
    var last = new TreeMap<String, String>();
    for (var line : lines) {
      var status = STATUS.matcher(line);
      if (status.matches()) {
        last.put(status.group(1) + "/" + status.group(2), status.group(3));
      }
    }
    var running = new HashMap<String, Integer>();
    for (var entry : last.entrySet()) {
      if (entry.getValue().equals("RUNNING")) {
        running.merge(entry.getKey().substring(0, entry.getKey().indexOf('/')), 1, Integer::sum);
      } else if (!entry.getValue().equals("STOPPED")) {
        return false;
      }
    }
    return running.equals(Map.of("web", webs, "db", dbs));
  }

  /// The addresses of the tasks of a family that run, as `ps` tells them.
  private Set<String> addresses(String family) {
    return bench.done("ps", "--project", bench.project()).out().stream()
        .map(TASK::matcher)
        .filter(m -> m.matches() && m.group(2).equals(family))
        .map(m -> m.group(3))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> targets() {
    return bench.done("lb", "status", "--project", bench.project()).out().stream()
        .map(TARGET::matcher)
        .filter(m -> m.matches())
        .map(m -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private int port() {
    var dig = bench.done("dns", "--dig", "--project", bench.project()).out().getFirst();
    return Integer.parseInt(dig.substring(dig.lastIndexOf(' ') + 1));
  }

  /// Whom the kernel lets in in each namespace: the members of the groups that the rules speak of.
  private Map<String, Set<String>> letIn() {
    var all = new TreeMap<String, Set<String>>();
    for (var c : bench.containers()) {
      if ("holder".equals(c.labels().get(Labels.ROLE))) {
        var said =
            bench.exec(
                c,
                List.of("nft", "list", "table", "inet", "taskdock"),
                InputStream.nullInputStream());
        all.put(
            c.name(),
            ELEMENTS
                .matcher(said)
                .results()
                .flatMap(r -> ADDRESS.matcher(r.group()).results())
                .map(r -> r.group())
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return all;
  }

  private static long count(List<String> lines, String pattern) {
    return lines.stream().filter(l -> l.matches(pattern)).count();
  }
}
