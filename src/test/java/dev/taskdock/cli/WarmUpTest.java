package dev.taskdock.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a build does to learn which classes commands need. Where a run asks the engine something
/// new that the pretended engine does not answer, it hangs, and every start gets slower.
final class WarmUpTest {
  @ParameterizedTest
  @EnumSource
  void a_warm_up_ends_well(WarmUpCommand.Kind kind, @TempDir Path folder) {
    var start =
        TaskdockProcess.Start.of(folder, "warm-up", kind.name(), folder.toString())
            .with("DOCKER_HOST", "unix://" + folder.resolve("engine.sock"));
    try (var warmUp = TaskdockProcess.start(start)) {
      warmUp.endsWith(ExitCode.FINE);
    }
  }
}
