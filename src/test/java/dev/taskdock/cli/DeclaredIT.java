package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Other notations on a real engine: a plan of Terraform with its network, and a configuration of
/// ecspresso whose definition is jsonnet.
@Tag("docker")
final class DeclaredIT {
  private static final Pattern URL =
      Pattern.compile("(?:front|greeter)  (http://127\\.0\\.0\\.1(?::\\d+)?)");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void the_services_of_a_plan_stand_in_its_network_behind_its_security_groups() throws Exception {
    var up = up("terraform/plan.json");
    up.awaitErr("detected: Terraform plan or state, 2 task definitions, 2 services");
    var url = url(up);
    awaitSteady(up, "web");
    awaitSteady(up, "client");

    var answering = new HashSet<String>();
    for (int i = 0; i < 4; i++) {
      answering.add(get(url + "/shop/now"));
    }
    assertThat(answering).hasSize(2).allMatch(address -> address.startsWith("10.40."));
    assertThat(get(url + "/")).isEqualTo("no such shop");
    var passing = bench.start("reach", "--project", bench.project(), "front", "web", "8000");
    passing.awaitOut(line -> line.contains("tried: connected"));
    var dropped = bench.start("reach", "--project", bench.project(), "client", "web", "8000");
    dropped.awaitOut(line -> line.contains("no inbound rule in sg-web"));

    end(up);
  }

  @Test
  void the_service_of_a_configuration_is_filled_in_from_jsonnet_a_state_and_the_shell()
      throws Exception {
    var up = up("ecspresso-app/ecspresso.yml");
    up.awaitErr("detected: ecspresso configuration, 1 task definition, 1 service");
    var url = url(up);
    awaitSteady(up, "greeter");

    assertThat(get(url))
        .isEqualTo("hello from https://sqs.us-east-1.amazonaws.com/123456789012/urgent\n");

    end(up);
  }

  private TaskdockProcess up(String resource) {
    var file = Workbench.home().resolve("src/test/resources").resolve(resource);
    return bench.start("up", "--time-scale", "10", "--project", bench.project(), file.toString());
  }

  private static void awaitSteady(TaskdockProcess up, String service) {
    up.awaitErr(
        line -> line.equals("(service %s) has reached a steady state.".formatted(service)),
        TaskdockProcess.PATIENCE_FOR_IMAGES);
  }

  private static String url(TaskdockProcess up) {
    var url = URL.matcher(up.awaitErr(line -> URL.matcher(line).matches()));
    assertThat(url.matches()).isTrue();
    return url.group(1);
  }

  private void end(TaskdockProcess up) {
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private static String get(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
