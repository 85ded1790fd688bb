package dev.taskdock.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `samples/junit`, a project of its own, built by Maven from a local repository that has nothing
/// in it but taskdock; all else comes from the repository that this build uses, as from a remote.
@Tag("docker")
final class JunitSampleIT {
  @Test
  void a_project_that_uses_the_artifact_passes_its_own_tests(@TempDir Path folder)
      throws IOException, InterruptedException {
    var home = Path.of("").toAbsolutePath();
    var artifact = folder.resolve("repository/dev/taskdock/taskdock/0.1.0");
    Files.createDirectories(artifact);
    Files.copy(home.resolve("target/taskdock.jar"), artifact.resolve("taskdock-0.1.0.jar"));
    Files.copy(home.resolve("pom.xml"), artifact.resolve("taskdock-0.1.0.pom"));
    var settings = folder.resolve("settings.xml");
    Files.writeString(settings, settings(repository()));
    var project = folder.resolve("junit");
    copy(home.resolve("samples/junit"), project);

    var said = maven(project, settings, folder.resolve("repository"));

    assertThat(said)
        .contains("Running shop.ShopTest", "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
  }

  private static String maven(Path project, Path settings, Path repository)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                List.of(
                    "mvn",
                    "-B",
                    "-s",
                    settings.toString(),
                    "-Dmaven.repo.local=" + repository,
                    "test"))
            .directory(project.toFile())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
    var process = builder.start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static Path repository() {
    var own = System.getProperty("maven.repo.local", "");
    return own.isEmpty()
        ? Path.of(System.getProperty("user.home", ""), ".m2", "repository")
        : Path.of(own);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(f -> !f.startsWith(from.resolve("target"))).toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static String settings(Path mirror) {
    return """
    <settings><mirrors><mirror>
      <id>this-build</id><mirrorOf>*</mirrorOf><url>file://%s</url>
    </mirror></mirrors></settings>
    """
        .formatted(mirror);
  }
}
