package dev.taskdock.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options that say which definition is meant and what is changed of it.
final class DefinitionOptions {
  @ArgGroup private Where where = new Where();

  /// The file's name, with or without `-f` before it.
  static final class Where {
    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = {
          "The task definition, or a folder with one; - reads standard input.",
          "Without it: taskdef.json, task-definition.json or ecs-task-def.json here."
        })
    @Nullable String file;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "The same, as an option.")
    @Nullable String option;
  }

  @Option(
      names = "--image",
      paramLabel = "[CONTAINER=]REF",
      description = "Run another image in a container's place. Repeatable.")
  List<String> images = new ArrayList<>();

  @Option(
      names = "-e",
      paramLabel = "[CONTAINER:]K=V",
      description = "Set an environment variable; K alone takes it from here. Repeatable.")
  List<String> environment = new ArrayList<>();

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Set the variables of a file of K=V lines. Repeatable.")
  List<Path> environmentFiles = new ArrayList<>();

  @Option(
      names = "--overrides",
      paramLabel = "JSON|@FILE",
      description = "What RunTask calls overrides, as JSON or @ and a file.")
  @Nullable String overrides;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Run for another processor: linux/amd64 or linux/arm64.")
  @Nullable String platform;

  Optional<String> file() {
    return Optional.ofNullable(where.file).or(() -> Optional.ofNullable(where.option));
  }

  Optional<String> overrides() {
    return Optional.ofNullable(overrides);
  }

  Optional<String> platform() {
    return Optional.ofNullable(platform);
  }
}
