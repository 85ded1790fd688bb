package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Health checks whose program is not in the image.
@Tag("docker")
final class HealthCheckIT {
  private static final String ADVICE =
      "app can never be HEALTHY: there is no curl in the image: install it, or check with a program"
          + " it has";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_check_with_a_program_that_is_not_there_is_explained() {
    var run = bench.run(checked(List.of("CMD-SHELL", "curl -f http://localhost/ || exit 1")));

    run.awaitErr(ADVICE);
    run.signal("INT");

    run.endsWith(130);
    assertThat(run.err()).containsOnlyOnce(ADVICE);
  }

  @Test
  void it_is_a_note_of_the_json_screen() {
    var file = bench.file(checked(List.of("CMD", "curl", "-f", "http://localhost/")));

    var run = bench.start("run", "--json", file);

    assertThat(run.awaitOut(line -> line.contains("can never be HEALTHY")))
        .contains("\"type\":\"note\"")
        .contains(ADVICE);
    run.signal("INT");
    run.endsWith(130);
  }

  private static ContainerJson checked(List<String> command) {
    return container("app")
        .untilTold()
        .with("healthCheck", Map.of("command", command, "interval", 5, "timeout", 2, "retries", 1));
  }
}
