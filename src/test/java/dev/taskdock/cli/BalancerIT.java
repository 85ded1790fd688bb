package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A service of two tasks behind its load balancer: the sample with nginx and php-fpm.
@Tag("docker")
final class BalancerIT {
  private static final Pattern URL = Pattern.compile("web  (http://127\\.0\\.0\\.1(?::\\d+)?)");
  private static final Pattern ADDRESS = Pattern.compile("address +([0-9.]+):80");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void its_tasks_answer_in_turn_and_a_deployment_loses_no_request() throws Exception {
    var up =
        bench.start(
            "up",
            "--time-scale",
            "10",
            "--project",
            bench.project(),
            Workbench.home().resolve("samples/nginx-php-fpm").toString());
    var line = up.awaitErr(l -> URL.matcher(l).matches());
    var url = URL.matcher(line);
    assertThat(url.matches()).isTrue();
    up.awaitErr(BalancerIT::isHealthy, TaskdockProcess.PATIENCE_FOR_IMAGES);
    up.awaitErr("has reached a steady state.");

    var addresses = new HashSet<String>();
    for (int i = 0; i < 4; i++) {
      addresses.add(address(get(url.group(1)).body()));
    }
    assertThat(addresses).hasSize(2);

    var deployed = new AtomicBoolean();
    var statuses = Collections.synchronizedList(new ArrayList<Integer>());
    var asking =
        Thread.ofVirtual()
            .start(() -> {
              while (!deployed.get()) {
                statuses.add(status(url.group(1)));
              }
            });
    bench.done("deploy", "web", "--project", bench.project());
    up.awaitErr(l -> l.contains("begun draining connections on 1 tasks"));
    // One after the other: the first may have ended while the second still serves.
    var ended = new HashSet<String>();
    up.awaitErr(l -> {
      if (l.matches("web/[0-9a-f]{8}  STOPPED .*ServiceSchedulerInitiated.*")) {
        ended.add(l.substring(0, l.indexOf(' ')));
      }
      return ended.size() == 2;
    });
    deployed.set(true);
    asking.join();

    assertThat(statuses).hasSizeGreaterThan(10).containsOnly(200);
    assertThat(addresses).doesNotContain(address(get(url.group(1)).body()));
    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private static boolean isHealthy(String line) {
    return line.matches("target [0-9.]+:80 of nginx is healthy");
  }

  private static String address(String page) {
    var address = ADDRESS.matcher(page);
    assertThat(address.find()).as(page).isTrue();
    return address.group(1);
  }

  /// A connection of its own for each, as many clients have.
  private static int status(String url) {
    try {
      return get(url).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
  }
}
