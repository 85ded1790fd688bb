package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `up --watch` and `test --watch`.
@Tag("docker")
final class WatchIT {
  private static final String SERVING = "trap 'exit 0' TERM; echo %s; sleep 600 & wait";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_changed_definition_and_a_changed_image_are_deployed_new_task_first() throws Exception {
    var image = "taskdock-it/watched-" + bench.project() + ":1";
    Files.createDirectories(bench.folder().resolve("app"));
    page("first");
    bench.file(
        "app/Dockerfile", "FROM debian:bookworm-slim\nCOPY page /page\nCMD [\"cat\", \"/page\"]\n");
    bench.file(
        "taskdock.yaml",
        """
        build:
          %s: ./app
        services:
          - {serviceName: web, taskDefinition: taskdef.json, desiredCount: 1}
        """
            .formatted(image));
    definition(image, "$(cat /page)");
    var up = bench.start("up", "--time-scale", "10", "--watch", "--project", bench.project());
    up.awaitOut(l -> l.endsWith("| first"));
    up.awaitErr("has reached a steady state.");

    page("second");
    up.awaitErr("page changed");
    up.awaitErr("deploying web: its image is another one");
    up.awaitOut(l -> l.endsWith("| second"));
    up.awaitErr(l -> l.matches("web/[0-9a-f]{8}  STOPPED .*ServiceSchedulerInitiated.*"));

    definition(image, "third $(cat /page)");
    up.awaitErr("deploying web: its definition is another one");
    up.awaitOut(l -> l.endsWith("| third second"));

    bench.file("taskdef.json", "{");
    up.awaitErr(l -> l.contains("not deployed: "));
    up.signal("INT");
    up.endsWith(130);
  }

  @Test
  void a_test_is_done_again_when_a_file_changes() {
    bench.file(container("app").bash(SERVING.formatted("good")));
    bench.file("taskdock.yaml", "tests: [{log: {contains: good, within: 1s}}]");
    var test = bench.start("test", "--time-scale", "10", "--watch", "--project", bench.project());
    test.awaitOut(l -> l.endsWith("good to push"));
    test.awaitErr("waiting for a change");

    bench.file(container("app").bash(SERVING.formatted("bad")));

    test.awaitErr("taskdef.json changed");
    test.awaitOut(l -> l.endsWith("not good to push"));
    test.signal("INT");
    test.endsWith(1);
    assertThat(test.out()).contains("  LATE  log");
  }

  private void page(String text) {
    bench.file("app/page", text + "\n");
  }

  private void definition(String image, String echoed) {
    bench.file(container("app").bash(SERVING.formatted(echoed)).with("image", image));
  }
}
