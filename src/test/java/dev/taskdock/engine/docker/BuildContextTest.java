package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.BuildSpec;
import dev.taskdock.model.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a folder is sent to the engine, and as what.
final class BuildContextTest {
  @TempDir Path folder;

  @Test
  void everything_goes_along_with_its_mode_and_its_links() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    Files.writeString(folder.resolve("run.sh"), "#!");
    Files.setPosixFilePermissions(
        folder.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("run.sh"));
    Files.write(folder.resolve("big"), new byte[300_000]);
    String deep = "d/".repeat(80) + "ünïcode.txt";
    Files.createDirectories(folder.resolve(deep).getParent());
    Files.writeString(folder.resolve(deep), "deep");

    Map<String, TarArchiveEntry> entries = entries("Dockerfile");

    assertThat(entries).containsKeys("empty/", "run.sh", "link", "big", deep);
    assertThat(entry(entries, "run.sh").getMode()).isEqualTo(0750);
    assertThat(entry(entries, "run.sh").getLongUserId()).isZero();
    assertThat(entry(entries, "link").getLinkName()).isEqualTo("run.sh");
    assertThat(entry(entries, "big").getSize()).isEqualTo(300_000);
  }

  @Test
  void what_the_engine_needs_goes_along_though_it_is_named() throws IOException {
    Files.createDirectories(folder.resolve("docker"));
    Files.writeString(folder.resolve("docker/Dockerfile.dev"), "FROM scratch");
    Files.writeString(folder.resolve("docker/other"), "x");
    Files.writeString(folder.resolve(".dockerignore"), "*");

    assertThat(entries("docker/Dockerfile.dev"))
        .containsOnlyKeys(".dockerignore", "docker/Dockerfile.dev");
  }

  @Test
  void an_exception_brings_back_a_file_from_an_ignored_folder() throws IOException {
    Files.createDirectories(folder.resolve("target/classes"));
    Files.writeString(folder.resolve("target/app.jar"), "jar");
    Files.writeString(folder.resolve("target/classes/A.class"), "class");
    Files.writeString(folder.resolve(".dockerignore"), "target\n!target/app.jar\n");

    assertThat(entries("Dockerfile")).containsOnlyKeys(".dockerignore", "target/app.jar");
  }

  private static TarArchiveEntry entry(Map<String, TarArchiveEntry> entries, String name) {
    return Optional.ofNullable(entries.get(name)).orElseThrow();
  }

  private Map<String, TarArchiveEntry> entries(String dockerfile) throws IOException {
    var spec =
        new BuildSpec(
            new ImageReference("x"),
            folder,
            dockerfile,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    var entries = new TreeMap<String, TarArchiveEntry>();
    try (var tar =
        new TarArchiveInputStream(BuildContext.of(spec).tar(), StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        assertThat(tar.readAllBytes()).hasSize((int) entry.getSize());
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }
}
