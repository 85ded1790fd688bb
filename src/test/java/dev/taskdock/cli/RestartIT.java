package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `restartPolicy`, as long as the shortest period that ECS takes.
@Tag("docker")
final class RestartIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_container_that_ran_for_a_minute_starts_again_and_its_files_are_still_there() {
    var app =
        container("app")
            .bash(
                "if [ -e /tmp/life ]; then echo second; exit 0; fi;"
                    + " touch /tmp/life; echo first; sleep 61; exit 3")
            .with("restartPolicy", Map.of("enabled", true, "restartAttemptPeriod", 60));

    var run = bench.run(app);

    run.awaitErr("app restarted (restartPolicy, restart 1)"::equals, Duration.ofSeconds(90));
    run.endsWith(0);
    assertThat(run.out()).isEqualTo(List.of("app | first", "app | second"));
    assertThat(run.err()).containsSubsequence("app exited with code 3", "app exited with code 0");
  }
}
