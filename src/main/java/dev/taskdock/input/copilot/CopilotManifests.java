package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7020;
import static dev.taskdock.problem.Code.TD7021;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Shape;
import dev.taskdock.input.declared.StandIns;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads manifests of AWS Copilot.
public final class CopilotManifests {
  private static final String USUAL_ENVIRONMENT = "test";
  private static final Pattern WORKSPACE =
      Pattern.compile("(?m)^application:\\s*[\"']?([A-Za-z0-9-]+)");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,254}");

  private final CopilotSetting setting;
  private final Problems problems;
  private final Notes notes = new Notes();
  private final StandIns standIns = new StandIns();
  private final Set<String> environments = new LinkedHashSet<>();

  private CopilotManifests(CopilotSetting setting, Problems problems) {
    this.setting = setting;
    this.problems = problems;
  }

  /// What the manifests of one application say together; empty where there is any error, after
  /// telling all of them.
  public static Optional<Declared> read(
      List<Source> sources, CopilotSetting setting, Problems problems) {
    var own = new Problems();
    var reading = new CopilotManifests(setting, own).read(sources);
    own.all().forEach(problems::add);
    return reading.filter(_ -> !own.hasErrors());
  }

  private Optional<Declared> read(List<Source> sources) {
    var manifests = sources.stream().flatMap(s -> manifest(s).stream()).toList();
    if (manifests.isEmpty()) {
      return Optional.empty();
    }
    tellEnvironment(manifests);
    var definitions = new ArrayList<Declared.Definition>();
    var builds = new ArrayList<ImageBuild>();
    for (var manifest : manifests) {
      var task = new CopilotTask(manifest, setting, standIns, notes, problems);
      task.definition()
          .ifPresent(tree ->
              definitions.add(
                  new Declared.Definition(
                      manifest.place().of(manifest.name()), "copilot", manifest.name(), tree)));
      builds.addAll(task.builds());
    }
    // What has no task has no service: why is told already.
    var whole =
        manifests.stream()
            .filter(m -> definitions.stream().anyMatch(d -> d.id().equals(m.name())))
            .toList();
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    var tree = CopilotService.tree(whole, notes, problems);
    var madeUp = definitions.stream().flatMap(d -> standIns.uses(d.tree(), Set.of()).stream());
    madeUp
        .map(use -> use.value().what())
        .distinct()
        .forEach(what -> notes.said("a made-up value stands for " + what));
    return Optional.of(
        new Declared(
            Shape.COPILOT,
            definitions,
            tree,
            Map.of(),
            builds,
            notes.lines(),
            sources,
            standIns.texts(),
            Set.of()));
  }

  private Optional<Manifest> manifest(Source source) {
    return YamlReader.read(source, problems).flatMap(root -> manifest(source, root));
  }

  private Optional<Manifest> manifest(Source source, Node root) {
    if (!(root instanceof Node.Mapping body)) {
      problems.add(
          Diagnostic.error(TD7021, "the manifest is " + root.described()).at(root.location()));
      return Optional.empty();
    }
    var word = body.get("type").map(n -> n instanceof Node.Scalar s ? s.text() : "").orElse("");
    var kind = Kind.of(word);
    var at = body.get("type").map(Node::location).orElse(body.location());
    if (kind.flatMap(Kind::refusal).isPresent()) {
      problems.add(
          Diagnostic.error(TD7020, "a " + word + " is not run here")
              .at(at)
              .because(kind.flatMap(Kind::refusal).orElseThrow())
              .fixedBy("run its image alone, with a task definition of your own"));
      return Optional.empty();
    }
    if (kind.isEmpty()) {
      problems.add(
          Diagnostic.error(TD7020, Quoted.of(word) + " is no kind of manifest that is run here")
              .at(at)
              .because("Copilot has services and scheduled jobs.")
              .fixedBy("write type: Backend Service"));
      return Optional.empty();
    }
    if (body.get("environments").orElse(null) instanceof Node.Mapping sections) {
      sections.members().forEach(m -> environments.add(m.name()));
    }
    var manifest =
        Manifest.of(
            source,
            kind.get(),
            body,
            new Manifest.AppPlace(
                application(source), setting.environment().orElse(USUAL_ENVIRONMENT)),
            root(source),
            setting,
            standIns,
            problems);
    if (!NAME.matcher(manifest.name()).matches()) {
      problems.add(
          Diagnostic.error(TD7021, Quoted.of(manifest.name()) + " is no name of a workload")
              .at(manifest.placeOf("name"))
              .because("Copilot takes letters, digits and hyphens, a small letter first.")
              .fixedBy("write name: web"));
      return Optional.empty();
    }
    return Optional.of(manifest);
  }

  private void tellEnvironment(List<Manifest> manifests) {
    var asked = setting.environment();
    if (asked.isPresent() && !environments.isEmpty() && !environments.contains(asked.get())) {
      notes.said(
          "no manifest has a section for the environment %s; they have %s"
              .formatted(asked.get(), String.join(", ", environments)));
    } else if (asked.isEmpty() && !environments.isEmpty()) {
      notes.said(
          "environment %s; the manifests have %s: --environment NAME"
              .formatted(USUAL_ENVIRONMENT, String.join(", ", environments)));
    }
    if (manifests.stream().anyMatch(m -> m.kind() == Kind.JOB)) {
      var jobs = manifests.stream().filter(m -> m.kind() == Kind.JOB).map(Manifest::name).toList();
      notes.said(
          "nothing starts on a schedule here; run a job with: taskdock run FILE"
              + (manifests.size() > 1 ? " --task-definition " + jobs.getFirst() : ""));
    }
  }

  /// The name in `copilot/.workspace`, or that of the folder which holds `copilot`.
  private static String application(Source source) {
    var folder = folder(source);
    var workspace = folder.resolveSibling(".workspace");
    var unheard = new Problems();
    if (Files.isRegularFile(workspace)) {
      var found =
          Source.read(workspace, unheard)
              .map(s -> WORKSPACE.matcher(s.text()))
              .filter(m -> m.find())
              .map(m -> m.group(1));
      if (found.isPresent()) {
        return found.get();
      }
    }
    var root = root(source).getFileName();
    var plain =
        (root == null ? "" : root.toString())
            .toLowerCase(java.util.Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[^a-z]+|-+$", "");
    return plain.isEmpty() ? "app" : plain.substring(0, Math.min(32, plain.length()));
  }

  private static Path folder(Source source) {
    var file = source.file().startsWith("<") ? Path.of("manifest.yml") : Path.of(source.file());
    var folder = file.toAbsolutePath().normalize().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  /// The folder that holds `copilot/NAME/manifest.yml`; where the file lies elsewhere, its own.
  private static Path root(Source source) {
    var folder = folder(source);
    var copilot = folder.getParent();
    if (copilot == null || !copilot.endsWith("copilot")) {
      return folder;
    }
    var above = copilot.getParent();
    return above == null ? folder : above;
  }

  /// An object at the start of a file.
  static Tree start(Manifest manifest) {
    return Tree.at(Location.startOf(manifest.source().file()));
  }

  static Node.Scalar text(Location at, String text) {
    return Nodes.text(at, text);
  }
}
