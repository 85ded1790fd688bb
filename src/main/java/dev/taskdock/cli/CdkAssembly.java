package dev.taskdock.cli;

import dev.taskdock.input.Enclosure;
import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.Pseudo;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `cdk synth` leaves in `cdk.out`: templates, and folders of which images are built.
final class CdkAssembly {
  private static final String MANIFEST = "manifest.json";

  /// `aws://ACCOUNT/REGION`; what is not known is called `unknown-account` and `unknown-region`.
  private static final Pattern ENVIRONMENT =
      Pattern.compile("aws://([0-9]{12})/([a-z]{2}(?:-[a-z]+)+-[0-9])");

  private CdkAssembly() {}

  /// Its templates and those of the stages in it, each as `STACK=FILE`.
  static List<String> templates(Path folder) {
    return templates(folder, new Problems());
  }

  /// The same, telling which of its files cannot be read or lie outside of it.
  static List<String> templates(Path folder, Problems problems) {
    var whole = new Enclosure(folder);
    var templates = new ArrayList<String>();
    for (var artifact :
        read(folder.resolve(MANIFEST), problems)
            .flatMap(root -> object(root, "artifacts"))
            .map(Node.Mapping::members)
            .orElse(List.of())) {
      if (!(artifact.value() instanceof Node.Mapping body)) {
        continue;
      }
      var type = text(body, "type").orElse("");
      var properties = object(body, "properties");
      if (type.equals("aws:cloudformation:stack")) {
        properties
            .flatMap(p -> within(p, "templateFile", folder, whole, problems))
            .ifPresent(file -> {
              templates.add(artifact.name() + "=" + file);
              tellImages(file, problems);
            });
      } else if (type.equals("cdk:cloud-assembly")) {
        properties
            .flatMap(p -> within(p, "directoryName", folder, whole, problems))
            .ifPresent(stage -> {
              if (isDeeper(folder, stage)) {
                templates.addAll(templates(stage, problems));
              } else {
                Enclosure.tell(stage.toString(), artifact.nameLocation(), problems);
              }
            });
      }
    }
    return templates;
  }

  /// Where its stacks are to stand, if all that say so say the same.
  static Optional<Pseudo> place(Path folder) {
    var unheard = new Problems();
    var places =
        templates(folder, unheard).stream()
            .map(named -> Path.of(named.substring(named.indexOf('=') + 1)))
            .flatMap(template -> Stream.ofNullable(template.getParent()))
            .distinct()
            .flatMap(f -> read(f.resolve(MANIFEST), unheard).stream())
            .flatMap(root -> object(root, "artifacts").stream())
            .flatMap(artifacts -> artifacts.members().stream())
            .map(Node.Member::value)
            .filter(Node.Mapping.class::isInstance)
            .flatMap(body -> text((Node.Mapping) body, "environment").stream())
            .flatMap(environment -> ENVIRONMENT.matcher(environment).results())
            .map(found -> new Pseudo(found.group(2), found.group(1)))
            .distinct()
            .toList();
    return places.size() == 1 ? Optional.of(places.getFirst()) : Optional.empty();
  }

  /// The path that a member names, as seen from `folder`; empty where there is none in `whole`.
  private static Optional<Path> within(
      Node.Mapping object, String member, Path folder, Enclosure whole, Problems problems) {
    var named = text(object, member);
    var at = object.get(member).map(Node::location).orElse(object.location());
    try {
      var path = named.map(folder::resolve);
      if (path.filter(p -> !whole.holds(p)).isPresent()) {
        Enclosure.tell(named.orElse(""), at, problems);
        return Optional.empty();
      }
      return path;
    } catch (InvalidPathException _) {
      Enclosure.tell(named.orElse(""), at, problems);
      return Optional.empty();
    }
  }

  private static void tellImages(Path template, Problems problems) {
    for (var asset : images(template, problems)) {
      source(asset, DefinitionLoader.folder(template), problems);
    }
  }

  /// How to build the images that the template's stack publishes, for those of `images` that are of
  /// it.
  ///
  /// @param images as the task definitions name them, the registry of the account before the name
  static List<ImageBuild> builds(Path template, List<String> images) {
    // What is wrong with them is told where the assembly is.
    var unheard = new Problems();
    var folder = DefinitionLoader.folder(template);
    return images(template, unheard).stream()
        .flatMap(asset -> builds(asset, folder, images, unheard).stream())
        .toList();
  }

  private static List<Node.Mapping> images(Path template, Problems problems) {
    var folder = DefinitionLoader.folder(template);
    var name = template.getFileName() == null ? "" : template.getFileName().toString();
    var assets = folder.resolve(name.replaceFirst("\\.template\\.json$", ".assets.json"));
    if (!name.endsWith(".template.json") || !Files.isRegularFile(assets)) {
      return List.of();
    }
    return read(assets, problems)
        .flatMap(root -> object(root, "dockerImages"))
        .map(Node.Mapping::members)
        .orElse(List.of())
        .stream()
        .map(Node.Member::value)
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .toList();
  }

  /// Where an image is built from: the folder and the file in it, neither outside of the assembly.
  private static Optional<Path> source(Node.Mapping asset, Path folder, Problems problems) {
    var whole = Enclosure.ofAssembly(folder);
    var source = object(asset, "source");
    var context = source.flatMap(s -> within(s, "directory", folder, whole, problems));
    return context.filter(from ->
        source.flatMap(s -> text(s, "dockerFile")).isEmpty()
            || source.flatMap(s -> within(s, "dockerFile", from, whole, problems)).isPresent());
  }

  private static List<ImageBuild> builds(
      Node.Mapping asset, Path folder, List<String> images, Problems problems) {
    var source = object(asset, "source");
    var context = source(asset, folder, problems);
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

  /// Whether what `inner` leads to lies in `folder` and is not it: it would be followed for ever.
  private static boolean isDeeper(Path folder, Path inner) {
    try {
      var whole = folder.toRealPath();
      var other = inner.toRealPath();
      return other.startsWith(whole) && !other.equals(whole);
    } catch (IOException _) {
      // What is not there is told when its manifest is read.
      return !inner.normalize().equals(folder.normalize());
    }
  }

  private static Optional<Node> read(Path file, Problems problems) {
    return Source.read(file, problems).flatMap(s -> JsonReader.read(s, problems));
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
