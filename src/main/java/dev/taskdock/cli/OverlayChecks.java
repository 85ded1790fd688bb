package dev.taskdock.cli;

import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.input.Source;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.overlay.TestSection;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks a `taskdock.yaml` without running what it declares: one that is named as a whole, with
/// the definitions of its services; and one beside a definition, as a run of that reads it.
final class OverlayChecks {
  private static final String NAME = "taskdock.yaml";

  private final Problems problems;
  private final Map<String, String> sources;
  private final Map<Path, Optional<TaskDefinition>> definitions = new HashMap<>();
  private final Set<Path> checked = new HashSet<>();

  /// @param sources is given the texts that are read, to quote from
  OverlayChecks(Problems problems, Map<String, String> sources) {
    this.problems = problems;
    this.sources = sources;
  }

  /// Whether `source` is such a file, by its name.
  static boolean isOverlay(Source source) {
    var name = Path.of(source.file()).getFileName();
    return name != null && name.toString().endsWith(NAME);
  }

  /// Whether such a file lies beside a definition.
  static boolean hasOneBeside(Source definition) {
    return !definition.file().startsWith("<")
        && Files.isRegularFile(folder(definition).resolve(NAME));
  }

  /// The names of the volumes that the overlay beside a definition has folders for.
  static Set<String> volumes(Source definition) {
    return quietly(definition).map(o -> o.volumes().keySet()).orElse(Set.of());
  }

  /// What the overlay beside a definition has for certificates and trust stores.
  static KnownCertificates certificates(Source definition) {
    return quietly(definition).map(Overlay::certificates).orElse(KnownCertificates.NONE);
  }

  /// The overlay beside a definition; what is wrong with it is told elsewhere.
  private static Optional<Overlay> quietly(Source definition) {
    return hasOneBeside(definition)
        ? Source.read(folder(definition).resolve(NAME), new Problems())
            .map(s -> Overlay.read(s, folder(s).toAbsolutePath(), new Problems()))
        : Optional.empty();
  }

  /// Notes what was read already, so that nothing is told twice.
  void read(Source source, Optional<Reading> reading) {
    definitions.put(path(source), reading.map(Reading::definition));
  }

  /// Tells what is wrong with an overlay and with what its services run.
  void whole(Source source) {
    if (checked.add(path(source))) {
      var overlay = remembered(source);
      for (var service : overlay.services()) {
        definition(service.taskDefinition(), source)
            .ifPresentOrElse(
                d -> service.with(d, overlay.loadBalancing(), problems),
                () -> {
                  boolean file = folder(source).resolve(service.taskDefinition()).toFile().isFile();
                  if (!file) {
                    service.tellMissing(DefinitionLoader.NAMES, problems);
                  }
                });
      }
      tests(overlay, source);
    }
  }

  /// Tells what is wrong with the overlay beside a definition, which a run of it reads, and with
  /// its tests.
  void beside(Source definition) {
    if (hasOneBeside(definition)) {
      var file = folder(definition).resolve(NAME);
      if (checked.add(file.toAbsolutePath().normalize())) {
        Source.read(file, problems).ifPresent(s -> tests(remembered(s), s));
      }
    }
  }

  private Overlay remembered(Source source) {
    if (Overlay.isConfidential(source)) {
      sources.remove(source.file());
    } else {
      sources.put(source.file(), source.text());
    }
    return Overlay.read(source, folder(source).toAbsolutePath(), problems);
  }

  private void tests(Overlay overlay, Source source) {
    if (overlay.tests().isEmpty()) {
      return;
    }
    var containers = new ArrayList<String>();
    var names = new ArrayList<String>();
    for (var service : overlay.services()) {
      names.add(service.name().name());
      containers.addAll(containers(definition(service.taskDefinition(), source)));
    }
    if (overlay.services().isEmpty()) {
      DefinitionLoader.NAMES.stream()
          .filter(name -> Files.isRegularFile(folder(source).resolve(name)))
          .findFirst()
          .ifPresent(name -> containers.addAll(containers(definition(name, source))));
    }
    // Which containers there are is not known where no definition could be read.
    if (!containers.isEmpty()) {
      var balancers =
          overlay.loadBalancing().loadBalancers().stream().map(b -> b.name().toString()).toList();
      new TestSection(containers.stream().distinct().toList(), names, balancers)
          .read(overlay.tests(), problems);
    }
  }

  private static List<String> containers(Optional<TaskDefinition> definition) {
    return definition.stream()
        .flatMap(d -> d.containers().stream())
        .map(c -> c.name().name())
        .toList();
  }

  /// The definition in a file, or the one of that family in a file with one of the usual names.
  private Optional<TaskDefinition> definition(String text, Source overlay) {
    var folder = folder(overlay);
    var file = folder.resolve(text);
    return Files.isRegularFile(file)
        ? definition(file)
        : DefinitionLoader.NAMES.stream()
            .map(folder::resolve)
            .filter(Files::isRegularFile)
            .flatMap(f -> definition(f).stream())
            .filter(d -> text.replaceFirst(":\\d+$", "").equals(d.family().name()))
            .findFirst();
  }

  private Optional<TaskDefinition> definition(Path file) {
    var key = file.toAbsolutePath().normalize();
    var known = definitions.get(key);
    if (known == null) {
      known =
          Source.read(file, problems)
              .flatMap(s -> {
                sources.put(s.file(), s.text());
                return TaskDefinitionReader.read(s, problems);
              })
              .map(Reading::definition);
      definitions.put(key, known);
    }
    return known;
  }

  private static Path path(Source source) {
    return Path.of(source.file()).toAbsolutePath().normalize();
  }

  private static Path folder(Source source) {
    return DefinitionLoader.folder(Path.of(source.file()));
  }
}
