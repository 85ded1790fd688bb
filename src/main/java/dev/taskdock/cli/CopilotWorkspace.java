package dev.taskdock.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The folder `copilot` that `copilot init` makes: a manifest for each workload.
final class CopilotWorkspace {
  private CopilotWorkspace() {}

  /// The manifests of the services and jobs in `folder`, be it `copilot` itself or what holds it;
  /// empty where there are none.
  static List<String> manifests(Path folder) {
    return in(folder.resolve("copilot")).or(() -> in(folder)).orElse(List.of());
  }

  private static Optional<List<String>> in(Path copilot) {
    if (!Files.isRegularFile(copilot.resolve(".workspace"))) {
      return Optional.empty();
    }
    try (var folders = Files.list(copilot)) {
      return Optional.of(
          folders
              .map(folder -> folder.resolve("manifest.yml"))
              .filter(Files::isRegularFile)
              .map(Path::toString)
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + copilot, e);
    }
  }
}
