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
      "app cannot be HEALTHY: there is no curl in the image: install it, or check with a program"
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
  void it_is_explained_long_before_the_first_probe() {
    var check =
        Map.of("command", List.of("CMD", "curl", "-f", "http://localhost/"), "interval", 300);
    var run = bench.run(container("app").untilTold().with("healthCheck", check));

    run.awaitErr(ADVICE);
    run.signal("INT");

    run.endsWith(130);
  }

  @Test
  void a_check_whose_program_is_there_is_not_spoken_of() {
    var run =
        bench.run(
            container("app").untilTold().with("healthCheck", check("CMD-SHELL", "true || exit 1")),
            container("hash")
                .helper()
                .untilTold()
                .with("healthCheck", check("CMD", "bash", "-c", "exit 0")));

    run.awaitErr("app is HEALTHY");
    run.awaitErr("hash is HEALTHY");
    run.signal("INT");

    run.endsWith(130);
    assertThat(run.errText()).doesNotContain("cannot be HEALTHY");
  }

  @Test
  void it_is_a_note_of_the_json_screen() {
    var file = bench.file(checked(List.of("CMD", "curl", "-f", "http://localhost/")));

    var run = bench.start("run", "--json", file);

    assertThat(run.awaitOut(line -> line.contains("cannot be HEALTHY")))
        .contains("\"type\":\"note\"")
        .contains(ADVICE);
    run.signal("INT");
    run.endsWith(130);
  }

  private static ContainerJson checked(List<String> command) {
    return container("app").untilTold().with("healthCheck", check(command.toArray(String[]::new)));
  }

  private static Map<String, Object> check(String... command) {
    return Map.of("command", List.of(command), "interval", 5, "timeout", 2, "retries", 1);
  }
}
