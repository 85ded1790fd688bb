package dev.taskdock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A folder of `src/test/resources` with packages of npm, each of the version and the content that
/// its lock file names.
final class NodeProject {
  private NodeProject() {}

  /// Copies it below `target` and installs its packages there, once for each state of its lock.
  static Path installed(String name) throws IOException, InterruptedException {
    var sources = Workbench.home().resolve("src/test/resources").resolve(name);
    var installed = Workbench.home().resolve("target").resolve(name);
    Files.createDirectories(installed);
    try (var files = Files.list(sources)) {
      for (var file : files.toList()) {
        Files.copy(
            file, installed.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    var stamp = installed.resolve("installed");
    var wanted = Files.readString(sources.resolve("package-lock.json"));
    if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
      run(installed, "npm", "ci", "--prefer-offline", "--no-audit", "--no-fund");
      Files.writeString(stamp, wanted);
    }
    return installed;
  }

  /// Runs a command of node's in the folder to its end, which is to be a good one.
  static void run(Path folder, String... command) throws IOException, InterruptedException {
    var log = folder.resolve(command[0] + ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException("this test needs node 20 and npm: " + e.getMessage(), e);
    }
    if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          String.join(" ", List.of(command)) + " did not end well:\n" + Files.readString(log));
    }
  }
}
