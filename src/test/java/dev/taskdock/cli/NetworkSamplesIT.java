package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The samples of the network around tasks, asked as their READMEs say.
@Tag("docker")
final class NetworkSamplesIT {
  private static final Duration PATIENCE = TaskdockProcess.PATIENCE_FOR_IMAGES;

  @RegisterExtension final Workbench bench = new Workbench();

  /// The ids of tasks by their services.
  private final Map<String, String> tasks = new HashMap<>();

  @Test
  void replicas_are_found_by_name_inside_and_outside_and_as_they_come_and_go() throws Exception {
    var up = up("service-discovery", "orders", "client");
    up.awaitErr(l -> l.contains("(service orders) has reached a steady state."), PATIENCE);

    var inside = dig("+short", "orders.shop.local");
    assertThat(inside)
        .as("%s", dig("orders.shop.local"))
        .hasSize(2)
        .allMatch(l -> l.matches("[\\d.]+"));
    assertThat(dig("+short", "SRV", "orders.shop.local"))
        .hasSize(2)
        .allMatch(l -> l.matches("1 1 8080 [0-9a-f]{32}\\.orders\\.shop\\.local\\."));
    assertThat(dig("+noall", "+answer", "orders.shop.local"))
        .allMatch(l -> l.matches("orders\\.shop\\.local\\.\\s+5\\s+IN\\s+A\\s+[\\d.]+"));
    assertThat(dig("+short", "www.example.com"))
        .containsExactlyInAnyOrder("192.0.2.7", "192.0.2.8");
    assertThat(dig("nobody.shop.local")).anyMatch(l -> l.contains("status: NXDOMAIN"));

    // The same program on this machine, told where by `taskdock dns`.
    var told = command("dns", "--dig").getFirst();
    assertThat(told).matches("dig @127\\.0\\.0\\.1 -p \\d+");
    assertThat(onThisMachine(told + " +short orders.shop.local"))
        .containsExactlyInAnyOrderElementsOf(inside);

    var discovered = command("discover", "shop.local", "orders");
    assertThat(discovered.stream().filter(l -> l.endsWith("HEALTHY")))
        .hasSize(2)
        .allMatch(l -> inside.stream().anyMatch(l::contains) && l.contains("8080"));

    command("scale", "orders=3");
    up.awaitErr(l -> l.contains("(service orders) has started 1 tasks"));
    up.awaitErr(
        _ -> up.err().stream().filter(l -> l.matches("orders/[0-9a-f]{8}  RUNNING")).count() == 3,
        PATIENCE);
    assertThat(dig("+short", "orders.shop.local")).hasSize(3).containsAll(inside);
    ends(up);
  }

  @Test
  void each_tier_lets_in_the_one_before_it_and_nobody_else() throws Exception {
    var up = up("three-tier", "web", "app", "db");
    up.awaitErr(l -> l.matches("target \\S+:8080 of web is healthy"), PATIENCE);

    var front =
        up.awaitErr(l -> l.startsWith("front  http://")).replaceFirst(".*(http:\\S+).*", "$1");
    var answer = get(front);
    for (int tries = 0; answer.contains("nobody") && tries < 10; tries++) {
      answer = get(front);
    }
    assertThat(answer).matches("(?s)web on ip-\\S+\\napp on ip-\\S+\\ndb on ip-\\S+\\n");
    assertThat(reach("app", "db", "5432")).contains("passes", "inbound rule of sg-db");
    assertThat(reach("web", "app", "8080")).contains("passes");
    assertThat(reach("front", "web", "8080")).contains("passes");
    assertThat(reach("web", "db", "5432")).contains("is dropped", "no inbound rule in sg-db");
    assertThat(reach("laptop", "web", "8080")).contains("is dropped", "no inbound rule in sg-web");
    assertThat(reach("laptop", "app", "8080")).contains("is dropped", "app has no public address");
    assertThat(reach("app", "192.0.2.1", "443"))
        .contains("is dropped", "no route: private subnet without NAT gateway");

    var _ =
        bench
            .start(
                "exec",
                "--project",
                bench.project(),
                "web",
                "curl",
                "-m",
                "2",
                "db.shop.local:5432")
            .exitCode();
    assertThat(command("events"))
        .anyMatch(l -> l.endsWith("dropped: web → db:5432, no inbound rule in sg-db"));
    ends(up);
  }

  @Test
  void a_name_of_service_connect_leads_to_the_replicas_in_turn() throws Exception {
    var up = up("service-connect", "web", "api");
    up.awaitErr(l -> l.contains("(service api) has reached a steady state."), PATIENCE);

    var hosts = new TreeSet<String>();
    for (int i = 0; i < 4; i++) {
      hosts.addAll(in("web", "curl", "-s", "api"));
    }
    assertThat(hosts).hasSize(2).allMatch(l -> l.matches("api on ip-\\S+"));
    assertThat(in("web", "dig", "+short", "api")).isEmpty();
    assertThat(command("connect")).anyMatch(l -> l.matches("web +api:80 +api +http +2 +4"));
    ends(up);
  }

  private TaskdockProcess up(String sample, String... services) {
    var up =
        bench.start(
            "up",
            "--time-scale",
            "10",
            "--project",
            bench.project(),
            Workbench.home().resolve("samples").resolve(sample).toString());
    for (var service : services) {
      var line = up.awaitErr(l -> l.matches(service + "/[0-9a-f]{8}  RUNNING"), PATIENCE);
      tasks.put(service, line.replaceFirst(".*/([0-9a-f]{8}) .*", "$1"));
    }
    return up;
  }

  private void ends(TaskdockProcess up) throws Exception {
    command("down");
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private List<String> command(String... words) {
    return bench.done(words(words)).out();
  }

  private String reach(String from, String to, String port) {
    var process = bench.start(words("reach", from, to, port));
    process.exitCode();
    return String.join("\n", process.out());
  }

  private String[] words(String... words) {
    var all = new ArrayList<>(List.of(words[0], "--project", bench.project()));
    all.addAll(List.of(words).subList(1, words.length));
    return all.toArray(String[]::new);
  }

  /// What a command prints in the task of a service.
  private List<String> in(String service, String... words) {
    var all = new ArrayList<>(List.of("exec", tasks.get(service) + "/" + service));
    all.addAll(List.of(words));
    return bench.done(all.toArray(String[]::new)).out();
  }

  private List<String> dig(String... words) {
    var all = new ArrayList<>(List.of("dig"));
    all.addAll(List.of(words));
    return in("client", all.toArray(String[]::new));
  }

  /// In a container that has this machine's network: not every machine has the program.
  private static List<String> onThisMachine(String line) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of("docker", "run", "--rm", "--network", "host"));
    words.add("taskdock-samples/tools:1");
    words.addAll(List.of(line.split(" ")));
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines().toList();
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
