package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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
  void what_somebody_looks_after_is_not_swept() throws IOException {
    try (var _ = ProjectClaim.take("web", environment).orElseThrow()) {
      ProjectClaim.whereNobodyHas("web", environment, swept::incrementAndGet);
      assertThat(swept).hasValue(0);
    }
    ProjectClaim.whereNobodyHas("web", environment, swept::incrementAndGet);
    assertThat(swept).hasValue(1);
  }
}
