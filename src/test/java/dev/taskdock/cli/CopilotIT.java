package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A workspace of Copilot on a real engine: a web service built from its folder that finds a
/// backend by its name, and a job.
@Tag("docker")
final class CopilotIT {
  private static final Pattern URL =
      Pattern.compile("shop-test  (http://127\\.0\\.0\\.1(?::\\d+)?)");

  @RegisterExtension final Workbench bench = new Workbench();

  private final String workspace =
      Workbench.home().resolve("src/test/resources/copilot-app").toString();

  @Test
  void a_web_service_reaches_a_backend_by_the_name_that_copilot_gives_it() throws Exception {
    var up = bench.start("up", "--time-scale", "10", "--project", bench.project(), workspace);
    up.awaitErr("detected: 3 Copilot manifests, 3 task definitions, 2 services");
    var url = URL.matcher(up.awaitErr(l -> URL.matcher(l).matches()));
    assertThat(url.matches()).isTrue();
    up.awaitErr(
        l -> l.equals("(service web) has reached a steady state."),
        TaskdockProcess.PATIENCE_FOR_IMAGES);

    assertThat(get(url.group(1) + "/shop/now")).isEqualTo("good day, debug, web: orders of shop\n");

    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_job_runs_once_to_its_end() throws Exception {
    var run =
        bench.start("run", "--project", bench.project(), workspace, "--task-definition", "nightly");

    run.awaitOut(l -> l.endsWith("tidied nightly in test"));
    run.endsWith(0);
  }

  private static String get(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
