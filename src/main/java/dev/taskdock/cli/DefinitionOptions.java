package dev.taskdock.cli;

import dev.taskdock.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The options that say which definition is meant and what is changed of it.
final class DefinitionOptions {
  private List<String> parameters = List.of();
  private @Nullable String option;
  private @Nullable String overrides;
  private @Nullable String platform;
  private @Nullable String taskDefinition;
  private @Nullable String manifestEnvironment;
  List<String> images = List.of();
  List<String> assignments = List.of();
  List<String> parameterFiles = List.of();
  List<String> imports = List.of();
  List<String> containerDefinitions = List.of();
  List<String> externalTexts = List.of();
  List<String> externalCode = List.of();

  /// Whether what is found out of the files has been said by another process.
  boolean unheard;

  List<String> environment = List.of();
  List<Path> environmentFiles = List.of();
  List<String> secretFiles = List.of();

  void addTo(Options options) {
    options
        .parametersOrOption(
            v -> parameters = v,
            v -> option = v,
            "FILE",
            List.of(
                "The task definition, or a folder with one; - reads standard input.",
                "Or CloudFormation templates, [STACK=]FILE each, read together; or cdk.out;",
                "or Copilot manifests, or the folder that holds them; Terraform's plan or state",
                "as JSON; ecspresso.yml.",
                "Without it: taskdef.json, task-definition.json or ecs-task-def.json here."),
            "-f",
            "--file")
        .values(
            String.class,
            v -> images = v,
            "[CONTAINER=]REF",
            "Run another image in a container's place, or, with a REPOSITORY or a PATTERN* for"
                + " CONTAINER, in that of all such images. Repeatable.",
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
    addTemplateTo(options);
    options.text(
        v -> taskDefinition = v,
        "ID",
        "Which task definition of a template: its logical id or family.",
        "--task-definition");
  }

  /// The options that say what a CloudFormation template cannot know.
  void addTemplateTo(Options options) {
    options
        .values(
            String.class,
            v -> assignments = v,
            "[STACK:]K=V",
            "Set a parameter of a CloudFormation template. Repeatable.",
            "--parameter")
        .values(
            String.class,
            v -> parameterFiles = v,
            "FILE",
            "Set the parameters of a file, as aws cloudformation takes it. Repeatable.",
            "--parameter-file")
        .values(
            String.class,
            v -> imports = v,
            "NAME=VALUE",
            "What a stack that is not here exports, or a function of ecspresso asks for."
                + " Repeatable.",
            "--import")
        .text(
            v -> manifestEnvironment = v,
            "NAME",
            "The environment of a Copilot manifest that is meant.",
            "--environment")
        .values(
            String.class,
            v -> containerDefinitions = v,
            "[ADDRESS=]FILE",
            "The container_definitions that a plan of Terraform does not know yet. Repeatable.",
            "--container-definitions")
        .values(
            String.class,
            v -> externalTexts = v,
            "K=V",
            "A text that jsonnet asks for with std.extVar. Repeatable.",
            "--ext-str")
        .values(
            String.class,
            v -> externalCode = v,
            "K=JSONNET",
            "The same as a piece of jsonnet. Repeatable.",
            "--ext-code");
  }

  /// The same with more images.
  DefinitionOptions withImages(List<String> more) {
    var other = new DefinitionOptions();
    other.parameters = parameters;
    other.assignments = assignments;
    other.parameterFiles = parameterFiles;
    other.imports = imports;
    other.containerDefinitions = containerDefinitions;
    other.externalTexts = externalTexts;
    other.externalCode = externalCode;
    other.taskDefinition = taskDefinition;
    other.manifestEnvironment = manifestEnvironment;
    other.unheard = unheard;
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
    return files().stream().findFirst().map(DefinitionOptions::path);
  }

  /// All that are named, as they are: with the name of a stack before the file, where it has one.
  List<String> files() {
    var named = option == null ? parameters : List.of(option);
    return named.size() == 1 ? within(named.getFirst()) : named;
  }

  /// Tells what is wrong with the assembly that is named, if it is one.
  void tellAssembly(Problems problems) {
    var named = option == null ? parameters : List.of(option);
    if (named.size() == 1) {
      tellAssembly(named.getFirst(), problems);
    }
  }

  /// The folder that `cdk synth` made, if that is what is named.
  Optional<Path> assembly() {
    var named = option == null ? parameters : List.of(option);
    return named.stream()
        .filter(DefinitionOptions::isFolder)
        .map(Path::of)
        .filter(DefinitionOptions::isAssembly)
        .findFirst();
  }

  static void tellAssembly(String named, Problems problems) {
    if (isFolder(named) && isAssembly(Path.of(named))) {
      CdkAssembly.templates(Path.of(named), problems);
    }
  }

  /// The files that `named` stands for, if it is a folder of files that belong together: the
  /// templates of an assembly, each as `STACK=FILE`, or the manifests of a workspace. Otherwise
  /// itself.
  static List<String> within(String named) {
    if (!isFolder(named)) {
      return List.of(named);
    }
    var folder = Path.of(named);
    var files =
        isAssembly(folder) ? CdkAssembly.templates(folder) : CopilotWorkspace.manifests(folder);
    return files.isEmpty() ? List.of(named) : files;
  }

  /// The paths of those files, of an assembly without the names of its stacks.
  static List<String> paths(String named) {
    return isFolder(named)
        ? within(named).stream().map(DefinitionOptions::path).toList()
        : List.of(named);
  }

  private static boolean isFolder(String named) {
    return !named.equals("-") && Files.isDirectory(Path.of(named));
  }

  private static boolean isAssembly(Path folder) {
    return Files.isRegularFile(folder.resolve("manifest.json"));
  }

  /// The path in `[STACK=]FILE`.
  static String path(String argument) {
    int equals = argument.indexOf('=');
    return equals > 0 && !Files.exists(Path.of(argument))
        ? argument.substring(equals + 1)
        : argument;
  }

  Optional<String> taskDefinition() {
    return Optional.ofNullable(taskDefinition);
  }

  Optional<String> manifestEnvironment() {
    return Optional.ofNullable(manifestEnvironment);
  }

  Optional<String> overrides() {
    return Optional.ofNullable(overrides);
  }

  Optional<String> platform() {
    return Optional.ofNullable(platform);
  }
}
