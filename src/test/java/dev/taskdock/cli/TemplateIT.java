package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// CloudFormation templates on a real engine: a service of two tasks behind a load balancer, in a
/// network that another template declares.
@Tag("docker")
final class TemplateIT {
  private static final Pattern URL =
      Pattern.compile("service-Balancer  (http://127\\.0\\.0\\.1(?::\\d+)?)(?:  .*)?");

  private static final Pattern TASK = Pattern.compile("\\(task ([0-9a-f]{8})");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_service_of_a_template_answers_through_its_load_balancer() throws Exception {
    var templates = Workbench.home().resolve("src/test/resources/templates");
    var up =
        bench.start(
            "up",
            "--time-scale",
            "10",
            "--project",
            bench.project(),
            templates.resolve("network.yaml").toString(),
            templates.resolve("service.yaml").toString());
    up.awaitErr("detected: 2 CloudFormation templates, 1 task definition, 1 service");
    var line = up.awaitErr(l -> URL.matcher(l).matches());
    var url = URL.matcher(line);
    assertThat(url.matches()).isTrue();
    up.awaitErr(l -> l.endsWith("has reached a steady state."));

    var answering = new HashSet<String>();
    for (int i = 0; i < 4; i++) {
      var answer = get(url.group(1));
      assertThat(answer.statusCode()).isEqualTo(200);
      answering.add(answer.body());
    }
    assertThat(answering).hasSize(2);
    assertThat(get(url.group(1) + "/hidden/page").statusCode()).isEqualTo(403);

    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void tasks_find_each_other_by_name_and_groups_say_who_gets_through() throws Exception {
    var template = Workbench.home().resolve("src/test/resources/templates/discovered.yaml");
    var up =
        bench.start("up", "--time-scale", "10", "--project", bench.project(), template.toString());
    var client = running(up, "client");
    var stranger = running(up, "stranger");
    var started = TASK.matcher(up.awaitErr("(service orders) has started 2 tasks"));
    while (started.find()) {
      up.awaitErr("orders/" + started.group(1) + "  RUNNING");
    }

    var asking =
        """
        use IO::Socket::INET; my @a = gethostbyname("orders.shop.test");
        print scalar(@a) - 4, " addresses, ";
        my $s = IO::Socket::INET->new(PeerAddr => "orders.shop.test:8000", Timeout => 2);
        print $s ? <$s> : "no answer";
        """;
    assertThat(bench.done("exec", "-T", client + "/app", "perl", "-e", asking).out())
        .containsExactly("2 addresses, orders");
    assertThat(bench.done("exec", "-T", stranger + "/app", "perl", "-e", asking).out())
        .containsExactly("2 addresses, no answer");
    up.awaitErr("dropped: stranger → orders:8000, no inbound rule in discovered-Orders");

    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_port_that_groups_close_to_this_machine_is_tested_all_the_same() {
    var template = Workbench.home().resolve("src/test/resources/templates/discovered.yaml");

    var test =
        bench.start(
            "test", "--time-scale", "10", "--project", bench.project(), template.toString());
    test.endsWith(0, java.time.Duration.ofMinutes(2));

    assertThat(test.out()).anyMatch(l -> l.matches(" *ok +connect to (orders )?app:8000.*answers"));
  }

  /// The beginning of the id of a service's only task, when it runs.
  private static String running(TaskdockProcess up, String service) {
    var line =
        up.awaitErr(
            l -> l.matches(service + "/[0-9a-f]{8}  RUNNING"), TaskdockProcess.PATIENCE_FOR_IMAGES);
    return line.substring(service.length() + 1, service.length() + 9);
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
  }
}
