package dev.taskdock.cli;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `cdk synth` leaves in `cdk.out`: templates, and folders of which images are built.
final class CdkAssembly {
  private static final String MANIFEST = "manifest.json";

  private CdkAssembly() {}

  /// Its templates and those of the stages in it, each as `STACK=FILE`.
  static List<String> templates(Path folder) {
    var templates = new ArrayList<String>();
    read(folder.resolve(MANIFEST))
        .flatMap(root -> object(root, "artifacts"))
        .map(Node.Mapping::members)
        .orElse(List.of())
        .forEach(artifact -> {
          if (artifact.value() instanceof Node.Mapping body) {
            var type = text(body, "type").orElse("");
            var properties = object(body, "properties");
            if (type.equals("aws:cloudformation:stack")) {
              properties
                  .flatMap(p -> text(p, "templateFile"))
                  .ifPresent(file -> templates.add(artifact.name() + "=" + folder.resolve(file)));
            } else if (type.equals("cdk:cloud-assembly")) {
              properties
                  .flatMap(p -> text(p, "directoryName"))
                  .map(folder::resolve)
                  .filter(stage -> isBelow(folder, stage))
                  .ifPresent(stage -> templates.addAll(templates(stage)));
            }
          }
        });
    return templates;
  }

  /// How to build the images that the template's stack publishes, for those of `images` that are of
  /// it.
  ///
  /// @param images as the task definitions name them, the registry of the account before the name
  static List<ImageBuild> builds(Path template, List<String> images) {
    var folder = DefinitionLoader.folder(template);
    var name = template.getFileName() == null ? "" : template.getFileName().toString();
    var assets = folder.resolve(name.replaceFirst("\\.template\\.json$", ".assets.json"));
    if (!name.endsWith(".template.json") || !Files.isRegularFile(assets)) {
      return List.of();
    }
    return read(assets)
        .flatMap(root -> object(root, "dockerImages"))
        .map(Node.Mapping::members)
        .orElse(List.of())
        .stream()
        .filter(asset -> asset.value() instanceof Node.Mapping)
        .flatMap(asset -> builds((Node.Mapping) asset.value(), folder, images).stream())
        .toList();
  }

  private static List<ImageBuild> builds(Node.Mapping asset, Path folder, List<String> images) {
    var source = object(asset, "source");
    var context = source.flatMap(s -> text(s, "directory")).map(folder::resolve);
    var builds = new ArrayList<ImageBuild>();
    for (var destination :
        object(asset, "destinations").map(Node.Mapping::members).orElse(List.of())) {
      if (destination.value() instanceof Node.Mapping at && context.isPresent()) {
        var ending =
            "/" + text(at, "repositoryName").orElse("") + ":" + text(at, "imageTag").orElse("");
        // Its name has the account and the region in it, which are whatever they are here.
        var pattern =
            Arrays.stream(ending.split("\\$\\{[^}]*}", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]*", ".*", ""));
        images.stream()
            .filter(image -> image.matches(pattern))
            .flatMap(image -> ImageReference.parse(image).stream())
            .map(image ->
                new ImageBuild(
                    image,
                    context.get().toAbsolutePath().toString(),
                    source.flatMap(s -> text(s, "dockerFile")).orElse("Dockerfile"),
                    arguments(source.get()),
                    source.flatMap(s -> text(s, "dockerBuildTarget"))))
            .forEach(builds::add);
      }
    }
    return builds;
  }

  private static Map<String, String> arguments(Node.Mapping source) {
    var arguments = new LinkedHashMap<String, String>();
    object(source, "dockerBuildArgs")
        .ifPresent(all ->
            all.members()
                .forEach(m -> text(all, m.name()).ifPresent(v -> arguments.put(m.name(), v))));
    return arguments;
  }

  /// Whether `inner` lies in `folder`: one that leads out of it could lead back, for ever.
  private static boolean isBelow(Path folder, Path inner) {
    var whole = folder.toAbsolutePath().normalize();
    var other = inner.toAbsolutePath().normalize();
    return other.startsWith(whole) && !other.equals(whole);
  }

  private static Optional<Node> read(Path file) {
    var unheard = new Problems();
    return Source.read(file, unheard).flatMap(s -> JsonReader.read(s, unheard));
  }

  private static Optional<Node.Mapping> object(Node node, String name) {
    return node instanceof Node.Mapping object
            && object.get(name).orElse(null) instanceof Node.Mapping inner
        ? Optional.of(inner)
        : Optional.empty();
  }

  private static Optional<String> text(Node.Mapping object, String name) {
    return object.get(name).orElse(null) instanceof Node.Scalar scalar && !scalar.isEmpty()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }
}
