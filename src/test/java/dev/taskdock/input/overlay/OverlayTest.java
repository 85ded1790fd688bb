package dev.taskdock.input.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverlayTest {
  private final Problems problems = new Problems();

  @TempDir private Path folder;

  @BeforeEach
  void make_contexts() throws IOException {
    for (var name : List.of("nginx/Dockerfile", "php/docker/Runtime")) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), "FROM scratch\n");
    }
  }

  @Test
  void a_build_is_a_folder_or_an_object() {
    var overlay =
        read(
            """
            build:
              ours/nginx:1: ./nginx
              localhost:5000/php:8.4:
                context: php
                dockerfile: docker/Runtime
                args: {PHP: 8.4, DEBUG: true}
                target: base
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(overlay.builds())
        .containsExactly(
            new ImageBuild(
                new ImageReference("ours/nginx:1"),
                folder.resolve("nginx").toString(),
                "Dockerfile",
                Map.of(),
                Optional.empty()),
            new ImageBuild(
                new ImageReference("localhost:5000/php:8.4"),
                folder.resolve("php").toString(),
                "docker/Runtime",
                Map.of("PHP", "8.4", "DEBUG", "true"),
                Optional.of("base")));
  }

  @Test
  void an_empty_file_says_nothing() {
    assertThat(read("# later\n")).isEqualTo(Overlay.NONE);
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void what_is_right_is_read_beside_what_is_wrong() {
    assertThat(read("build:\n  a: ./nginx\n  b: ./nowhere\n").builds()).hasSize(1);
    assertThat(problems.hasErrors()).isTrue();
  }

  private Overlay read(String text) {
    return Overlay.read(new Source("taskdock.yaml", text), folder, problems);
  }
}
