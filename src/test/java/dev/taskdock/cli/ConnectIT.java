package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Labels;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Service Connect between real tasks: names, the proxy behind them, and what security groups and
/// deaths do to it.
@Tag("docker")
final class ConnectIT {
  /// Answers requests with its host name, and who asked; heard within its own task alone.
  private static final String API =
      """
      exec perl -MIO::Socket::INET -e '$SIG{TERM} = sub { exit 0 }; $SIG{CHLD} = "IGNORE"; $| = 1;
      chomp(my $h = `hostname`);
      my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 8080, Listen => 99, ReuseAddr => 1) or die;
      while (my $c = $s->accept) { next if fork; $SIG{TERM} = "DEFAULT"; my ($p, $t) = ($c->peerhost, "");
        while (my $l = <$c>) { $t .= $l; last if $l eq "\\r\\n" }
        my $b = "$h asked by $p\\n" . $t; print $c "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($b) . "\\r\\nConnection: close\\r\\n\\r\\n$b"; exit }'
      """;

  /// Says who it is to whoever connects, and reads until the other side has said all.
  private static final String DB =
      """
      exec perl -MIO::Socket::INET -e '$SIG{TERM} = sub { exit 0 }; $SIG{CHLD} = "IGNORE";
      my $s = IO::Socket::INET->new(LocalPort => 5432, Listen => 99, ReuseAddr => 1) or die;
      while (my $c = $s->accept) { next if fork; my $n = 0; $n += length while <$c>; print $c "took $n"; exit }'
      """;

  private static final String WAITS = "trap 'exit 0' TERM; sleep 600 & wait";

  /// Asks so many times one after the other, and says how each went in a line.
  private static final String ASKS =
      """
      for i in $(seq %d); do
        if exec 3<>/dev/tcp/api/80; then
          printf 'GET /%%s HTTP/1.1\\r\\nHost: api\\r\\nX-Forwarded-Proto: kept\\r\\nConnection: close\\r\\n\\r\\n' $i >&3
          cat <&3 | tr -d '\\r' | tr '\\n' ' '; echo; exec 3>&-
        else echo refused; fi
      done
      """;

  /// Closes its half of the connection when all is said.
  private static final String SAYS_FIVE =
      """
      perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new("db.shop:5432") or die;
      print $s "12345"; $s->flush; shutdown $s, 1; print while <$s>'
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void tasks_reach_the_replicas_behind_a_name_and_are_told_who_is_closed_to_them()
      throws Exception {
    project();
    var up =
        bench.start(
            "up", "--time-scale", "10", "--project", bench.project(), bench.folder().toString());
    for (var task : List.of("web", "db", "api", "api")) {
      up.awaitErr(
          l -> l.matches(task + "/[0-9a-f]{8}  RUNNING"), TaskdockProcess.PATIENCE_FOR_IMAGES);
    }
    var web = holder("web");

    assertThat(in(web, "getent hosts api; getent hosts db.shop"))
        .as("hosts entries of the task")
        .matches("(?s)127\\.255\\.\\S+\\s+api\\s+127\\.255\\.\\S+\\s+db\\.shop\\s+");
    var answers = Arrays.asList(in(web, ASKS.formatted(8)).split("\n"));
    assertThat(answers)
        .hasSize(8)
        .allMatch(a -> a.contains("200 OK") && a.contains("asked by 127.0.0.1"))
        .allMatch(a -> a.contains("X-Forwarded-Proto: kept") && !a.contains("X-Amzn-Trace-Id"));
    assertThat(answers.stream().map(a -> a.replaceFirst(".* (ip-\\S+) asked.*", "$1")).distinct())
        .as("replicas that answered")
        .hasSize(2);

    // The path of the database is open from the group of the api alone.
    assertThat(in(holder("api"), SAYS_FIVE)).isEqualTo("took 5");
    assertThat(in(web, SAYS_FIVE)).doesNotContain("took");
    up.awaitErr("Service Connect: web → db.shop:5432 closed: no inbound rule in sg-db");

    var asked = CompletableFuture.supplyAsync(() -> in(web, ASKS.formatted(200)));
    Workbench.signal(container("api"), "KILL");
    var outcomes = Arrays.asList(asked.join().split("\n"));
    assertThat(outcomes).hasSize(200);
    assertThat(outcomes.stream().filter(a -> !a.contains("200 OK")))
        .as("requests that were under way when their replica was killed")
        .hasSizeLessThanOrEqualTo(1);

    var connect = bench.done("connect", "--project", bench.project()).out();
    assertThat(connect).anyMatch(l -> l.matches("web +api:80 +api +http +2 .*"));
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
  }

  private void project() {
    bench.file("api.json", definition("api", API, 8080, "http"));
    bench.file("db.json", definition("db", DB, 5432, ""));
    bench.file("web.json", definition("web", WAITS, 1, ""));
    bench.file(
        "taskdock.yaml",
        """
        serviceConnectDefaults: {namespace: shop}
        securityGroups:
          sg-web: {}
          sg-api:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: sg-web}
          sg-db:
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: sg-api}
        services:
          - serviceName: web
            taskDefinition: ./web.json
            desiredCount: 1
            networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-web]}}
            serviceConnectConfiguration: {enabled: true}
          - serviceName: api
            taskDefinition: ./api.json
            desiredCount: 2
            networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-api]}}
            serviceConnectConfiguration:
              enabled: true
              services: [{portName: port, discoveryName: api, clientAliases: [{port: 80, dnsName: api}]}]
          - serviceName: db
            taskDefinition: ./db.json
            desiredCount: 1
            networkConfiguration: {awsvpcConfiguration: {subnets: [a], securityGroups: [sg-db]}}
            serviceConnectConfiguration:
              enabled: true
              services: [{portName: port, discoveryName: db, clientAliases: [{port: 5432}]}]
        """);
  }

  private static String definition(String family, String script, int port, String spoken) {
    var mapping = new HashMap<String, Object>(Map.of("containerPort", port, "name", "port"));
    if (!spoken.isEmpty()) {
      mapping.put("appProtocol", spoken);
    }
    return ContainerJson.definition(
        family, ContainerJson.container("app").bash(script).portMapping(mapping));
  }

  private ContainerSnapshot holder(String service) {
    return of(service, "holder");
  }

  private ContainerSnapshot container(String service) {
    return of(service, "container");
  }

  private ContainerSnapshot of(String family, String role) {
    return bench.containers().stream()
        .filter(c -> role.equals(c.labels().get(Labels.ROLE)))
        .filter(c -> c.labels().getOrDefault(Labels.DEFINITION, "").startsWith(family + ":"))
        .findFirst()
        .orElseThrow();
  }

  private String in(ContainerSnapshot holder, String script) {
    return bench.exec(holder, List.of("bash", "-c", script), InputStream.nullInputStream());
  }
}
