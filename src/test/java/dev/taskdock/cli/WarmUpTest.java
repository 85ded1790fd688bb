package dev.taskdock.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a build does to learn which classes commands need. Where a run asks the engine something
/// new that the pretended engine does not answer, it hangs, and every start gets slower.
final class WarmUpTest {
  @Test
  void a_warm_up_ends_well(@TempDir Path folder) {
    var start =
        TaskdockProcess.Start.of(folder, "warm-up", folder.toString())
            .with("DOCKER_HOST", "unix://" + folder.resolve("engine.sock"));
    try (var warmUp = TaskdockProcess.start(start)) {
      warmUp.endsWith(ExitCode.FINE);
    }
  }
}
