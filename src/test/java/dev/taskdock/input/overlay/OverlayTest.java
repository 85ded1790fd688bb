package dev.taskdock.input.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Problems;
import dev.taskdock.secrets.Kept;
import dev.taskdock.secrets.LocalFiles;
import dev.taskdock.secrets.LocalSecret;
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

  @Test
  void a_secret_is_a_text_or_says_where_it_is_kept() {
    var overlay =
        read(
            """
            secrets:
              /app/number: 007
              /app/variable: {env: SET}
              /app/file: {file: ./password}
              db:
                value: {user: app, port: 5432}
                stages: {AWSPREVIOUS: before}
                versions: {4d3f: {command: "pass show db"}}
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(overlay.secrets())
        .isEqualTo(
            Map.of(
                "/app/number", LocalSecret.of(here("007")),
                "/app/variable", LocalSecret.of(new Kept.InVariable("SET")),
                "/app/file", LocalSecret.of(new Kept.InFile(folder.resolve("password"))),
                "db",
                    new LocalSecret(
                        Optional.of(here("{\"user\":\"app\",\"port\":5432}")),
                        Map.of("AWSPREVIOUS", here("before")),
                        Map.of("4d3f", new Kept.ByCommand("pass show db", folder)))));
  }

  @Test
  void paths_begin_at_the_folder_of_the_file() throws IOException {
    var uploads = Files.createDirectory(folder.resolve("uploads"));
    var overlay =
        read(
            """
            environmentFiles:
              arn:aws:s3:::config/*: ./env
            volumes:
              uploads: ./uploads
              same: {path: uploads}
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(overlay.environmentFiles())
        .isEqualTo(new LocalFiles(Map.of("arn:aws:s3:::config/*", folder.resolve("env"))));
    assertThat(overlay.volumes()).isEqualTo(Map.of("uploads", uploads, "same", uploads));
  }

  private static Kept here(String text) {
    return new Kept.Here(new SecretValue(text));
  }

  private Overlay read(String text) {
    return Overlay.read(new Source("taskdock.yaml", text), folder, problems);
  }
}
