package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7021;
import static dev.taskdock.problem.Code.TD7022;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The images of a manifest: those it names, and those it builds from folders of the workspace.
final class CopilotImages {
  private final Manifest manifest;
  private final CopilotSetting setting;
  private final Problems problems;
  private final List<ImageBuild> builds = new ArrayList<>();

  CopilotImages(Manifest manifest, CopilotSetting setting, Problems problems) {
    this.manifest = manifest;
    this.setting = setting;
    this.problems = problems;
  }

  List<ImageBuild> builds() {
    return List.copyOf(builds);
  }

  /// The image of a container.
  Node of(String container, Node.Mapping image) {
    var location = image.get("location").filter(l -> !l.isEmpty());
    if (location.isPresent()) {
      return location.get();
    }
    var build = image.get("build").filter(b -> !b.isEmpty());
    if (build.isEmpty()) {
      problems.add(
          Diagnostic.error(TD7021, "the image of " + Quoted.of(container) + " is not said")
              .at(image.location())
              .because("Copilot: must specify one of \"build\" or \"location\"")
              .fixedBy("add build: Dockerfile, or location: IMAGE"));
      return Nodes.text(image.location(), "");
    }
    var name =
        "%s/%s:%s"
            .formatted(manifest.place().application(), manifest.name(), tag(container))
            .toLowerCase(java.util.Locale.ROOT);
    if (setting.exact()) {
      ImageReference.parse(name)
          .flatMap(reference -> built(reference, build.get()))
          .ifPresent(builds::add);
    }
    return Nodes.text(build.get().location(), name);
  }

  /// Sidecars of a service share its repository.
  private String tag(String container) {
    return container.equals(manifest.name()) ? "copilot" : container;
  }

  private Optional<ImageBuild> built(ImageReference image, Node build) {
    var body =
        build instanceof Node.Mapping object ? Optional.of(object) : Optional.<Node.Mapping>empty();
    var written =
        body.map(b -> Nodes.textOf(b, "dockerfile"))
            .orElseGet(() -> Optional.of(build instanceof Node.Scalar s ? s.text() : ""));
    var folder = body.flatMap(b -> Nodes.textOf(b, "context")).map(this::path);
    var dockerfile =
        written
            .map(this::path)
            .or(() -> folder.map(f -> f.resolve("Dockerfile")))
            .orElseGet(() -> path("Dockerfile"));
    var parent = dockerfile.getParent();
    var context = folder.orElse(parent == null ? manifest.root() : parent);
    if (!Files.isRegularFile(dockerfile)) {
      tell("no file " + Quoted.of(manifest.root().relativize(dockerfile) + ""), build.location());
      return Optional.empty();
    }
    return Optional.of(
        new ImageBuild(
            image,
            context.toString(),
            context.relativize(dockerfile).toString(),
            body.map(CopilotImages::arguments).orElse(Map.of()),
            body.flatMap(b -> Nodes.textOf(b, "target"))));
  }

  private Path path(String text) {
    return manifest.root().resolve(text).normalize();
  }

  private void tell(String what, Location at) {
    problems.add(
        Diagnostic.warning(TD7022, what + " to build an image of")
            .at(at)
            .because("Paths in a manifest begin at the folder that holds copilot.")
            .fixedBy("add the file, or --image CONTAINER=IMAGE"));
  }

  private static Map<String, String> arguments(Node.Mapping build) {
    var arguments = new LinkedHashMap<String, String>();
    if (build.get("args").orElse(null) instanceof Node.Mapping args) {
      args.members()
          .forEach(m -> Nodes.textOf(args, m.name()).ifPresent(t -> arguments.put(m.name(), t)));
    }
    return arguments;
  }
}
