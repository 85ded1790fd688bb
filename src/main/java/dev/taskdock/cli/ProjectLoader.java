package dev.taskdock.cli;

import static dev.taskdock.problem.Code.TD1001;
import static dev.taskdock.problem.Code.TD2090;

import dev.taskdock.app.Local;
import dev.taskdock.app.Network;
import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.overlay.TestSection;
import dev.taskdock.input.service.ServiceDeclaration;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.taskdefinition.StandIns;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.secrets.Shortages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what `taskdock up` is about: a `taskdock.yaml` with services, a file in the shape of
/// CreateService, or a task definition, which makes a service of one task.
final class ProjectLoader {
  private static final String OVERLAY = "taskdock.yaml";

  private final Terminal terminal;
  private final DefinitionOptions options;
  private final AwsOptions aws;
  private final DefinitionLoader loader;
  private final Map<String, Optional<Definition>> read = new HashMap<>();
  private final Set<String> unhandled = new LinkedHashSet<>();
  private List<Node.Mapping> tests = List.of();

  private ProjectLoader(Terminal terminal, DefinitionOptions options, AwsOptions aws) {
    this.terminal = terminal;
    this.options = options;
    this.aws = aws;
    this.loader = new DefinitionLoader(terminal, options);
  }

  /// The project, with warnings shown.
  ///
  /// @param name what to call it, if not by its folder or family
  /// @throws Rejected when there was an error; all have been shown
  static Project load(
      Terminal terminal, DefinitionOptions options, AwsOptions aws, Optional<String> name)
      throws Rejected {
    var it = new ProjectLoader(terminal, options, aws);
    return it.loader.shown(it.file().flatMap(file -> it.project(file, name)));
  }

  /// The same with the tests of it.
  ///
  /// @throws Rejected when there was an error; all have been shown
  static Tested loadToTest(
      Terminal terminal, DefinitionOptions options, AwsOptions aws, Optional<String> name)
      throws Rejected {
    var it = new ProjectLoader(terminal, options, aws);
    return it.loader.shown(
        it.file().flatMap(file -> it.project(file, name).map(p -> it.tested(file, p))));
  }

  private Tested tested(Path file, Project project) {
    // What is named is a definition itself: then nobody asked for a service around it.
    var alone =
        read.values().stream()
            .flatMap(Optional::stream)
            .filter(d -> d.file().equals(file.toString()))
            .findFirst();
    var containers =
        project.services().stream()
            .flatMap(s -> s.revision().definition().containers().stream())
            .map(c -> c.name().name())
            .distinct()
            .toList();
    var section =
        new TestSection(
            containers,
            alone.isPresent() ? List.of() : names(project.services()),
            alone.isPresent()
                ? List.of()
                : project.balancing().names().stream().map(LoadBalancerName::toString).toList());
    var definitions = read.values().stream().flatMap(Optional::stream).toList();
    return Tested.of(project, alone, definitions, section.read(tests, problems()));
  }

  private static List<String> names(List<Service> services) {
    return services.stream().map(s -> s.name().name()).toList();
  }

  private Optional<Path> file() {
    options.tellAssembly(problems());
    var named = options.file().map(Path::of);
    var file = named.filter(f -> !Files.isDirectory(f)).or(() -> in(named.orElse(Path.of(""))));
    if (file.isEmpty()) {
      problems()
          .add(
              Diagnostic.error(TD1001, "no services and no task definition here")
                  .because(
                      "taskdock looks for services in taskdock.yaml, then for "
                          + String.join(", ", DefinitionLoader.NAMES)
                          + ".")
                  .fixedBy("Name the file: taskdock up FILE."));
    }
    return file;
  }

  private static Optional<Path> in(Path folder) {
    var overlay = folder.resolve(OVERLAY);
    return declaresServices(overlay)
        ? Optional.of(overlay)
        : DefinitionLoader.NAMES.stream()
            .map(folder::resolve)
            .filter(Files::isRegularFile)
            .findFirst();
  }

  /// Its problems are told when it is read for good.
  private static boolean declaresServices(Path overlay) {
    var unheard = new Problems();
    return Files.isRegularFile(overlay)
        && Source.read(overlay, unheard)
            .map(s ->
                !Overlay.read(s, DefinitionLoader.folder(overlay).toAbsolutePath(), unheard)
                    .services()
                    .isEmpty())
            .orElse(false);
  }

  private Optional<Project> project(Path file, Optional<String> name) {
    var folder = DefinitionLoader.folder(file);
    boolean isOverlay = file.getFileName().toString().endsWith(OVERLAY);
    var overlay = loader.overlay(isOverlay ? file : folder.resolve(OVERLAY));
    var local = loader.local(overlay);
    tests = overlay.tests();
    if (isOverlay) {
      return of(file, name, overlay.services(), overlay, local);
    }
    var source = Source.read(file, problems()).map(loader::remembered);
    if (source.filter(s -> InputShape.of(s).isDeclared()).isPresent()) {
      return source.flatMap(s ->
          new DeclaredFiles(loader, terminal, options, true)
              .project(s, name, local, overlay.certificates(), aws));
    }
    if (source.filter(ProjectLoader::isService).isPresent()) {
      return source
          .flatMap(s -> Services.read(s, overlay.network(), problems()))
          .flatMap(s -> of(file, name, List.of(s), overlay, local));
    }
    return definition(file, local)
        .map(d ->
            new Project(
                name.orElse(d.task().family().name()),
                file + "",
                List.of(alone(d)),
                overlay.loadBalancing(),
                overlay.certificates(),
                List.of(),
                localOf(d),
                List.copyOf(unhandled)));
  }

  /// A service of one task, by the name of its family; it lies where single tasks do.
  private static Service alone(Definition definition) {
    return Service.of(
        new ServiceName(definition.task().family().name()),
        new ServiceRevision(
            definition.task(),
            List.of(),
            definition.local().network().flatMap(Network::standalone),
            Optional.empty(),
            Optional.empty(),
            0),
        1);
  }

  private Optional<Project> of(
      Path file,
      Optional<String> name,
      List<ServiceDeclaration> declarations,
      Overlay overlay,
      Local local) {
    var balancing = overlay.loadBalancing();
    var services = new ArrayList<Service>();
    var scope = new Scope(declarations.stream().map(d -> d.name().name()).toList(), options);
    for (var declaration : declarations) {
      definitionOf(declaration, DefinitionLoader.folder(file), local, scope)
          .flatMap(d -> declaration.with(d.task(), balancing, problems()))
          .ifPresent(services::add);
    }
    if (!problems().hasErrors()) {
      scope.left().forEach(option -> tellUnmeant(option, declarations));
    }
    var folder = DefinitionLoader.folder(file.toAbsolutePath().normalize()).getFileName();
    return read.values().stream()
        .flatMap(Optional::stream)
        .findFirst()
        .filter(_ -> !services.isEmpty())
        .map(d ->
            new Project(
                name.orElse(folder == null ? "taskdock" : folder.toString()),
                file + "",
                services,
                balancing,
                overlay.certificates(),
                overlay.scalableTargets(),
                localOf(d),
                List.copyOf(unhandled)));
  }

  private void tellUnmeant(String option, List<ServiceDeclaration> declarations) {
    // What follows the name may be a secret.
    var name = option.split("[=:]", 2)[0];
    problems()
        .add(
            Diagnostic.error(TD2090, Quoted.of(name) + " names no container of these services")
                .because(
                    "The services are "
                        + String.join(
                            ", ", declarations.stream().map(d -> d.name().name()).toList())
                        + ".")
                .fixedBy("write CONTAINER, or SERVICE/CONTAINER"));
  }

  private Local localOf(Definition definition) {
    return aws.appliedTo(definition).local();
  }

  private Optional<Definition> definitionOf(
      ServiceDeclaration declaration, Path folder, Local local, Scope scope) {
    var file =
        Optional.of(folder.resolve(declaration.taskDefinition()))
            .filter(Files::isRegularFile)
            .or(() -> ofFamily(declaration, folder));
    if (file.isEmpty()) {
      declaration.tellMissing(DefinitionLoader.NAMES, problems());
    }
    return file.flatMap(
        f -> definition(f, local, scope.of(declaration.name().name(), containers(f), options)));
  }

  /// The containers that a file has; what is wrong with it is told when it is read for good.
  private static List<String> containers(Path file) {
    return task(file)
        .map(d -> d.containers().stream().map(c -> c.name().name()).toList())
        .orElse(List.of());
  }

  private Optional<Path> ofFamily(ServiceDeclaration declaration, Path folder) {
    return DefinitionLoader.NAMES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .filter(f -> task(f).filter(declaration::names).isPresent())
        .findFirst();
  }

  private static Optional<TaskDefinition> task(Path file) {
    var unheard = new Problems();
    return Source.read(file, unheard)
        .flatMap(s -> TaskDefinitionReader.read(s, Map.of(), unheard))
        .map(r -> r.definition());
  }

  private Optional<Definition> definition(Path file, Local local) {
    return definition(file, local, options);
  }

  /// A definition that several services have in the same way is read once.
  private Optional<Definition> definition(Path file, Local local, DefinitionOptions own) {
    var key = file + " " + own.images + own.environment;
    var known = read.get(key);
    if (known != null) {
      return known;
    }
    var definition = Source.read(file, problems()).flatMap(s -> loader.with(own).read(s, local));
    definition.ifPresent(d -> {
      unhandled.addAll(d.unhandled());
      var supply = aws.appliedTo(d).local().supply();
      Shortages.tell(d.task(), supply, d.origins(), problems());
      StandIns.tell(d.task(), local.volumes().keySet(), d.origins(), problems());
    });
    read.put(key, definition);
    return definition;
  }

  private static boolean isService(Source source) {
    return JsonReader.read(source, new Problems())
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .filter(root -> root.has("serviceName") && !root.has("containerDefinitions"))
        .isPresent();
  }

  private Problems problems() {
    return loader.problems();
  }
}
