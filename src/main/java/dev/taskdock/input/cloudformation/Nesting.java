package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Enclosure;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the templates of nested stacks among local files.
///
/// A URL is looked for by its path, then by ever fewer folders of it, from the folder of the
/// template and from those around it: people keep templates in the tree that they upload.
final class Nesting {
  private static final List<String> STACKS =
      List.of("AWS::CloudFormation::Stack", "AWS::Serverless::Application");
  private static final int DEEPEST = 10;
  private static final int MOST = 100;
  private static final int AROUND = 3;

  private final StackSet set;
  private final Notes notes;

  Nesting(StackSet set, Notes notes) {
    this.set = set;
    this.notes = notes;
  }

  /// Applies the conditions of all stacks, and adds the nested ones.
  void nest() {
    var level = List.copyOf(set.stacks());
    for (int depth = 0; !level.isEmpty(); depth++) {
      level.forEach(Stack::applyConditions);
      var next = new ArrayList<Stack>();
      for (var stack : level) {
        for (var resource : stack.resources()) {
          if (STACKS.contains(resource.type()) && depth < DEEPEST && set.stacks().size() < MOST) {
            child(resource).ifPresent(next::add);
          }
        }
      }
      level = next;
    }
  }

  private Optional<Stack> child(Resource resource) {
    var url = resource.text("TemplateURL").or(() -> resource.text("Location"));
    var own = new Problems();
    var source =
        url.flatMap(u ->
                hasAsset(resource)
                    ? asset(resource, own)
                    : file(folder(resource), u, resource.location(), own))
            .flatMap(f -> Source.read(f, own));
    own.all().forEach(set.problems()::add);
    if (source.isEmpty() && own.all().isEmpty()) {
      notes.notHere(resource.id(), "nested stacks whose template is no file here");
    }
    var template = source.flatMap(s -> Template.read(s, set.problems()));
    return template.map(t -> {
      var child = Stack.of(resource.generatedName(), t, set, Optional.of(resource));
      resource.stack().nest(resource.id(), child);
      set.add(child);
      return child;
    });
  }

  /// Whether the CDK says which file it uploads: one that is there, or that had better not be.
  private static boolean hasAsset(Resource resource) {
    return asset(resource)
        .map(path -> folder(resource).resolve(path))
        .filter(file -> Files.isRegularFile(file) || !assembly(resource).holds(file))
        .isPresent();
  }

  /// The file of the assembly that the CDK says it uploads.
  private static Optional<Path> asset(Resource resource, Problems problems) {
    var path = asset(resource).orElse("");
    var file = folder(resource).resolve(path).normalize();
    if (assembly(resource).holds(file)) {
      return Optional.of(file);
    }
    Enclosure.tell(path, resource.location(), problems);
    return Optional.empty();
  }

  private static Optional<String> asset(Resource resource) {
    return resource.body().get("Metadata").orElse(null) instanceof Node.Mapping metadata
        ? Nodes.textOf(metadata, "aws:asset:path").filter(path -> path.indexOf('\0') < 0)
        : Optional.empty();
  }

  private static Enclosure assembly(Resource resource) {
    return Enclosure.ofAssembly(folder(resource));
  }

  /// The file in a folder, or in one around it, whose path ends as that of a URL does.
  ///
  /// @param problems is told where it leads out of them
  static Optional<Path> file(Path base, String url, Location at, Problems problems) {
    var around = around(base);
    var path = url.replaceFirst("^[a-z0-9+]+://[^/]*/", "").replaceFirst("[?#].*$", "");
    var names = List.of(path.split("/", -1));
    Optional<Path> folder = Optional.of(base);
    for (int up = 0; up < AROUND && folder.isPresent(); up++) {
      for (int from = 0; from < names.size(); from++) {
        var name = String.join("/", names.subList(from, names.size()));
        boolean looked = from == 0 || !name.startsWith("/");
        var found = looked ? below(folder.get(), name) : Optional.<Path>empty();
        if (found.filter(f -> !around.holds(f)).isPresent()) {
          Enclosure.tell(url, at, problems);
          return Optional.empty();
        }
        if (found.filter(Files::isRegularFile).isPresent()) {
          return found;
        }
      }
      folder =
          Optional.ofNullable(folder.get().toAbsolutePath().normalize().getParent())
              .filter(around::holds);
    }
    return Optional.empty();
  }

  /// The outermost folder that is looked in, which is never that of all files.
  private static Enclosure around(Path base) {
    var folder = base.toAbsolutePath().normalize();
    for (int up = 1; up < AROUND; up++) {
      var parent = folder.getParent();
      folder = parent == null || parent.getParent() == null ? folder : parent;
    }
    return new Enclosure(folder);
  }

  private static Optional<Path> below(Path folder, String name) {
    try {
      return Optional.of(folder.resolve(name).normalize());
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static Path folder(Resource resource) {
    var file = Path.of(resource.stack().template().source().file());
    return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
  }
}
