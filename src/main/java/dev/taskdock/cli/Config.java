package dev.taskdock.cli;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.input.declared.Declared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the files say, as trees whose values know where they are from.
///
/// @param trees by what they are: `taskDefinitions.web`, `taskdock.yaml`
/// @param images given on the command line, by container
/// @param confidential values that must not be shown, wherever they stand
record Config(Map<String, Node> trees, Map<String, String> images, Set<String> confidential) {
  private static final Pattern IMAGE = Pattern.compile(".*containerDefinitions\\[([^]]+)]\\.image");

  Config {
    images = Map.copyOf(images);
    trees = Collections.unmodifiableMap(new LinkedHashMap<>(trees));
    confidential = Set.copyOf(confidential);
  }

  /// Everything that the options name.
  ///
  /// @throws Rejected when there was an error; all have been shown
  static Config load(Terminal terminal, DefinitionOptions options) throws Rejected {
    var loader = new DefinitionLoader(terminal, options);
    return loader.shown(loader.source().flatMap(s -> of(s, loader, terminal, options)));
  }

  private static Optional<Config> of(
      Source source, DefinitionLoader loader, Terminal terminal, DefinitionOptions options) {
    var overlay = overlay(source, loader);
    if (!InputShape.of(source).isDeclared()) {
      loader.remembered(source);
      return tree(source, loader)
          .map(root -> {
            var trees = new LinkedHashMap<String, Node>();
            trees.put("taskDefinition", root);
            overlay.ifPresent(o -> trees.put("taskdock.yaml", o));
            return new Config(trees, loader.images(), Set.of());
          });
    }
    var local = loader.local(loader.overlay(overlayFile(source)));
    return new DeclaredFiles(loader, terminal, options, true)
        .reading(source, local)
        .map(reading -> {
          var trees = trees(reading);
          overlay.ifPresent(o -> trees.put("taskdock.yaml", o));
          return new Config(trees, loader.images(), reading.confidential());
        });
  }

  private static Map<String, Node> trees(Declared reading) {
    var trees = new LinkedHashMap<String, Node>();
    reading
        .definitions()
        .forEach(d -> trees.put("taskDefinitions[" + d.stack() + "." + d.id() + "]", d.tree()));
    reading.tree().members().forEach(m -> trees.put(m.name(), m.value()));
    return trees;
  }

  private static Optional<Node> overlay(Source source, DefinitionLoader loader) {
    var file = overlayFile(source);
    return Files.isRegularFile(file)
        ? Source.read(file, loader.problems()).flatMap(s -> YamlReader.read(s, loader.problems()))
        : Optional.empty();
  }

  private static Path overlayFile(Source source) {
    return DefinitionLoader.folder(Path.of(source.file())).resolve("taskdock.yaml");
  }

  private static Optional<Node> tree(Source source, DefinitionLoader loader) {
    return source.text().stripLeading().startsWith("{")
        ? JsonReader.read(source, loader.problems())
        : YamlReader.read(source, loader.problems());
  }

  /// The image given on the command line for the container at `path`, if it is that of an image.
  Optional<String> image(String path) {
    var container = IMAGE.matcher(path);
    return container.matches()
        ? Optional.ofNullable(images.get(container.group(1)))
            .or(() -> Optional.ofNullable(images.get("*")))
        : Optional.empty();
  }

  /// The value without what must not be shown.
  String shown(Surroundings around, String value) {
    return around.shown(DeclaredFiles.masked(value, confidential));
  }
}
