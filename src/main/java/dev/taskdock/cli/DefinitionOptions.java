package dev.taskdock.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The options that say which definition is meant and what is changed of it.
final class DefinitionOptions {
  private @Nullable String parameter;
  private @Nullable String option;
  private @Nullable String overrides;
  private @Nullable String platform;
  List<String> images = List.of();
  List<String> environment = List.of();
  List<Path> environmentFiles = List.of();
  List<String> secretFiles = List.of();

  void addTo(Options options) {
    options
        .parameterOrOption(
            v -> parameter = v,
            v -> option = v,
            "FILE",
            List.of(
                "The task definition, or a folder with one; - reads standard input.",
                "Without it: taskdef.json, task-definition.json or ecs-task-def.json here."),
            "-f",
            "--file")
        .values(
            String.class,
            v -> images = v,
            "[CONTAINER=]REF",
            "Run another image in a container's place. Repeatable.",
            "--image")
        .values(
            String.class,
            v -> environment = v,
            "[CONTAINER:]K=V",
            "Set an environment variable; K alone takes it from here. Repeatable.",
            "-e")
        .values(
            Path.class,
            v -> environmentFiles = v,
            "FILE",
            "Set the variables of a file of K=V lines. Repeatable.",
            "--env-file")
        .values(
            String.class,
            v -> secretFiles = v,
            "FILE",
            "Take secrets from KEY=VALUE lines, JSON or YAML; - is stdin. Repeatable.",
            "--secret-file")
        .text(
            v -> overrides = v,
            "JSON|@FILE",
            "What RunTask calls overrides, as JSON or @ and a file.",
            "--overrides")
        .text(
            v -> platform = v,
            "OS/ARCH",
            "Run for another processor: linux/amd64 or linux/arm64.",
            "--platform");
  }

  /// The same with more images.
  DefinitionOptions withImages(List<String> more) {
    var other = new DefinitionOptions();
    other.parameter = parameter;
    other.option = option;
    other.overrides = overrides;
    other.platform = platform;
    other.images = Stream.concat(images.stream(), more.stream()).toList();
    other.environment = environment;
    other.environmentFiles = environmentFiles;
    other.secretFiles = secretFiles;
    return other;
  }

  /// The same with these images and variables in place of its own.
  DefinitionOptions with(List<String> otherImages, List<String> otherEnvironment) {
    var other = withImages(List.of());
    other.images = otherImages;
    other.environment = otherEnvironment;
    return other;
  }

  Optional<String> file() {
    return Optional.ofNullable(parameter).or(() -> Optional.ofNullable(option));
  }

  Optional<String> overrides() {
    return Optional.ofNullable(overrides);
  }

  Optional<String> platform() {
    return Optional.ofNullable(platform);
  }
}
