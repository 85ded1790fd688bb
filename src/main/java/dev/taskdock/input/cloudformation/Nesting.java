package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
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
    var source =
        url.flatMap(u -> asset(resource).or(() -> file(folder(resource), u)))
            .flatMap(f -> Source.read(f, set.problems()));
    if (source.isEmpty()) {
      notes.notHere(resource.id(), "nested stacks whose template is no file here");
      return Optional.empty();
    }
    var template = Template.read(source.get(), set.problems());
    return template.map(t -> {
      var child = Stack.of(resource.generatedName(), t, set, Optional.of(resource));
      resource.stack().nest(resource.id(), child);
      set.add(child);
      return child;
    });
  }

  /// The file beside the template that the CDK says it uploads.
  private static Optional<Path> asset(Resource resource) {
    return resource.body().get("Metadata").orElse(null) instanceof Node.Mapping metadata
        ? Nodes.textOf(metadata, "aws:asset:path").flatMap(path -> below(folder(resource), path))
        : Optional.empty();
  }

  /// The file in a folder, or in one around it, whose path ends as that of a URL does.
  static Optional<Path> file(Path base, String url) {
    var path = url.replaceFirst("^[a-z0-9+]+://[^/]*/", "").replaceFirst("[?#].*$", "");
    var names = List.of(path.split("/", -1));
    Optional<Path> folder = Optional.of(base);
    for (int up = 0; up < AROUND && folder.isPresent(); up++) {
      for (int from = 0; from < names.size(); from++) {
        var found = below(folder.get(), String.join("/", names.subList(from, names.size())));
        if (found.isPresent()) {
          return found;
        }
      }
      folder = Optional.ofNullable(folder.get().toAbsolutePath().normalize().getParent());
    }
    return Optional.empty();
  }

  private static Optional<Path> below(Path folder, String name) {
    try {
      var file = folder.resolve(name).normalize();
      return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static Path folder(Resource resource) {
    var file = Path.of(resource.stack().template().source().file());
    return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
  }
}
