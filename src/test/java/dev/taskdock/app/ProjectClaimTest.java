package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who looks after a project, and who sweeps.
final class ProjectClaimTest {
  @TempDir private Path folder;
  private final AtomicInteger swept = new AtomicInteger();
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void aHome() {
    environment = Map.of("TASKDOCK_HOME", folder.toString());
  }

  @Test
  void one_project_is_looked_after_by_one_process() throws IOException {
    try (var _ = ProjectClaim.take("web", environment).orElseThrow()) {
      assertThat(ProjectClaim.take("web", environment)).isEmpty();
      assertThat(ProjectClaim.take("other", environment)).isPresent();
    }
    assertThat(ProjectClaim.take("web", environment)).isPresent();
  }

  @Test
  void nothing_is_left_of_a_claim_that_has_ended() throws IOException {
    ProjectClaim.take("web", environment).orElseThrow().close();
    ProjectClaim.whereNobodyHas("other", environment, swept::incrementAndGet);

    assertThat(folder.resolve("up")).isDirectoryContaining("glob:**/doors");
    assertThat(folder.resolve("up")).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void one_has_it_at_a_time_however_many_take_it_and_give_it_up() throws Exception {
    var holders = new AtomicInteger();
    var taken = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(() -> {
              int most = 0;
              for (int round = 0; round < 100; round++) {
                var claim = ProjectClaim.take("web", environment);
                if (claim.isPresent()) {
                  taken.incrementAndGet();
                  most = Math.max(most, holders.incrementAndGet());
                  holders.decrementAndGet();
                  claim.get().close();
                }
              }
              return most;
            }));
      }
      for (var one : all) {
        assertThat(one.get()).isLessThanOrEqualTo(1);
      }
    }
    assertThat(taken.get()).isPositive();
    assertThat(folder.resolve("up")).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void what_somebody_looks_after_is_not_swept() throws IOException {
    try (var _ = ProjectClaim.take("web", environment).orElseThrow()) {
      ProjectClaim.whereNobodyHas("web", environment, swept::incrementAndGet);
      assertThat(swept).hasValue(0);
    }
    ProjectClaim.whereNobodyHas("web", environment, swept::incrementAndGet);
    assertThat(swept).hasValue(1);
  }
}
