package dev.taskdock.cli;

import dev.taskdock.app.Local;
import dev.taskdock.app.Network;
import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.Source;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.StandIns;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.taskdefinition.TaskOverrideReader;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Report;
import dev.taskdock.problem.Severity;
import dev.taskdock.secrets.LocalSecret;
import dev.taskdock.secrets.LocalSecrets;
import dev.taskdock.secrets.SecretFile;
import dev.taskdock.secrets.Shortages;
import dev.taskdock.secrets.Supply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the definition a command is about, applies the command line to it, and shows every problem
/// of both at once.
final class DefinitionLoader {
  static final List<String> NAMES =
      List.of("taskdef.json", "task-definition.json", "ecs-task-def.json");

  private final Terminal terminal;
  private final DefinitionOptions options;
  private final Problems problems;
  private final Map<String, String> sources;
  private Optional<SecretValue> stdin = Optional.empty();

  DefinitionLoader(Terminal terminal, DefinitionOptions options) {
    this(terminal, options, new Problems(), new HashMap<>());
  }

  private DefinitionLoader(
      Terminal terminal,
      DefinitionOptions options,
      Problems problems,
      Map<String, String> sources) {
    this.terminal = terminal;
    this.options = options;
    this.problems = problems;
    this.sources = sources;
  }

  /// The same with other options, telling what is wrong to the same place.
  DefinitionLoader with(DefinitionOptions other) {
    var loader = new DefinitionLoader(terminal, other, problems, sources);
    loader.stdin = stdin;
    return loader;
  }

  /// The definition, with warnings shown.
  ///
  /// @throws Rejected when there was an error; all have been shown
  static Definition load(Terminal terminal, DefinitionOptions options) throws Rejected {
    var loader = new DefinitionLoader(terminal, options);
    return loader.shown(loader.source().flatMap(loader::read));
  }

  /// The same, which has all it needs to run.
  ///
  /// @throws Rejected also when a secret or an environment file is missing here
  static Definition loadToRun(Terminal terminal, DefinitionOptions options, AwsOptions aws)
      throws Rejected {
    var loader = new DefinitionLoader(terminal, options);
    var loaded = loader.source().flatMap(loader::read).map(aws::appliedTo);
    loaded.ifPresent(d -> {
      Shortages.tell(d.task(), d.local().supply(), d.origins(), loader.problems);
      StandIns.tell(d.task(), d.local().volumes().keySet(), d.origins(), loader.problems);
    });
    return loader.shown(loaded);
  }

  Problems problems() {
    return problems;
  }

  /// What was read, with warnings shown.
  ///
  /// @throws Rejected when there was an error; all have been shown
  <T> T shown(Optional<T> loaded) throws Rejected {
    // Notes are for those who ask `validate --strict`.
    var all = problems.all().stream().filter(d -> d.severity() != Severity.NOTE).toList();
    if (!all.isEmpty()) {
      terminal.err().print(Report.text(all, sources, terminal.live()));
    }
    if (problems.hasErrors() || loaded.isEmpty()) {
      throw new Rejected();
    }
    return loaded.get();
  }

  /// The text that is meant.
  Optional<Source> source() {
    options.tellAssembly(problems);
    var file = options.file().or(DefinitionLoader::nearby);
    if (file.isEmpty()) {
      problems.add(
          Diagnostic.error(Code.TD1001, "no task definition here")
              .because("taskdock looks for " + String.join(", ", NAMES) + ".")
              .fixedBy("Name the file: taskdock run FILE."));
      return Optional.empty();
    }
    return file.get().equals("-") ? stdin() : Source.read(inFolder(Path.of(file.get())), problems);
  }

  /// Standard input, which only one can have.
  private Optional<Source> stdin() {
    if (stdin.isPresent()) {
      problems.add(
          Diagnostic.error(Code.TD1002, "standard input cannot be read twice")
              .because("The task definition and a file of secrets both are -.")
              .fixedBy("put one of them into a file"));
      return Optional.empty();
    }
    var source = Source.read(System.in, problems);
    stdin = source.map(s -> new SecretValue(s.text()));
    return source;
  }

  private static Optional<String> nearby() {
    return NAMES.stream().filter(name -> Files.isRegularFile(Path.of(name))).findFirst();
  }

  private static Path inFolder(Path path) {
    return Files.isDirectory(path)
        ? NAMES.stream().map(path::resolve).filter(Files::isRegularFile).findFirst().orElse(path)
        : path;
  }

  private Optional<Definition> read(Source source) {
    var local = local(overlay(source));
    if (InputShape.of(source).isDeclared()) {
      return new DeclaredFiles(this, terminal, options, true).definition(source, local);
    }
    if (options.files().size() > 1) {
      problems.add(
          Diagnostic.error(Code.TD1001, "one task definition at a time")
              .because("Only CloudFormation templates and Copilot manifests are read together.")
              .fixedBy("name one file"));
      return Optional.empty();
    }
    return read(source, local);
  }

  /// The definition in `source`, with what the command line changes of it.
  Optional<Definition> read(Source source, Local local) {
    remembered(source);
    return TaskDefinitionReader.read(source, images(), problems)
        .map(reading -> definition(reading, source.file(), local));
  }

  /// What was read, with what the command line changes of it.
  Definition definition(Reading reading, String file, Local local) {
    return new Definition(
        changed(reading.definition()),
        file,
        reading.origins(),
        sources,
        local,
        stdin,
        reading.unhandled());
  }

  private Overlay overlay(Source source) {
    return source.file().startsWith("<")
        ? Overlay.NONE
        : overlay(folder(Path.of(source.file())).resolve("taskdock.yaml"));
  }

  /// What a `taskdock.yaml` says; nothing where there is none.
  Overlay overlay(Path file) {
    if (!Files.isRegularFile(file)) {
      return Overlay.NONE;
    }
    return Source.read(file, problems)
        .map(overlay -> {
          if (!Overlay.isConfidential(overlay)) {
            remembered(overlay);
          }
          return Overlay.read(overlay, folder(file).toAbsolutePath(), problems);
        })
        .orElse(Overlay.NONE);
  }

  /// The folder that a file is in.
  static Path folder(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
  }

  /// Of two files of secrets the later wins, as with `--env-file`; `taskdock.yaml` comes last.
  Local local(Overlay overlay) {
    var secrets = new ArrayList<Map<String, LocalSecret>>();
    for (var file : options.secretFiles.reversed()) {
      secrets.add(secretFile(file));
    }
    secrets.add(overlay.secrets());
    var supply = new Supply(new LocalSecrets(secrets), overlay.environmentFiles(), System.getenv());
    return new Local(
        overlay.builds(),
        supply,
        overlay.volumes(),
        network(overlay),
        overlay.hooks(),
        Optional.empty());
  }

  private static Optional<Network> network(Overlay overlay) {
    return overlay.vpc().map(d -> new Network(d.vpc(), d.standalone(), d.names()));
  }

  /// Its text is not among the sources: no line of it is shown.
  private Map<String, LocalSecret> secretFile(String file) {
    if (file.equals("-")) {
      return stdin().map(s -> SecretFile.read(s, problems)).orElse(Map.of());
    }
    SecretFile.tellReaders(Path.of(file), problems);
    return Source.read(Path.of(file), problems)
        .map(s -> SecretFile.read(s, problems))
        .orElse(Map.of());
  }

  Map<String, String> images() {
    var images = new LinkedHashMap<String, String>();
    for (var option : options.images) {
      int equals = option.indexOf('=');
      var name = option.substring(0, Math.max(0, equals));
      boolean named =
          equals > 0
              && (ContainerName.isValid(name)
                  || name.contains("*")
                  || ImageReference.parse(name).isPresent());
      images.put(named ? name : "", named ? option.substring(equals + 1) : option);
    }
    return images;
  }

  private TaskDefinition changed(TaskDefinition definition) {
    var platformed = platform().map(definition::withPlatform).orElse(definition);
    var overridden =
        options
            .overrides()
            .flatMap(this::overrides)
            .flatMap(s -> TaskOverrideReader.read(s, definition, problems))
            .map(o -> o.appliedTo(platformed))
            .orElse(platformed);
    return withEnvironment(overridden);
  }

  private Optional<RuntimePlatform> platform() {
    for (var platform : RuntimePlatform.values()) {
      if (options.platform().filter(platform.platform()::equals).isPresent()) {
        return Optional.of(platform);
      }
    }
    options
        .platform()
        .ifPresent(other ->
            problems.add(
                Diagnostic.error(Code.TD2006, "--platform " + other + " is not one of Fargate's")
                    .fixedBy("Use linux/amd64 or linux/arm64.")));
    return Optional.empty();
  }

  private Optional<Source> overrides(String text) {
    return text.startsWith("@")
        ? Source.read(Path.of(text.substring(1)), problems).map(this::remembered)
        : literal(text);
  }

  /// What is no JSON may be a secret in the wrong place, so it is not shown.
  private Optional<Source> literal(String text) {
    if (text.stripLeading().startsWith("{")) {
      return Optional.of(remembered(new Source("--overrides", text)));
    }
    problems.add(
        Diagnostic.error(Code.TD1010, "--overrides takes JSON, or @ and a file")
            .fixedBy(
                "--overrides '{\"containerOverrides\": […]}', or --overrides @overrides.json"));
    return Optional.empty();
  }

  /// Notes a text to quote from.
  Source remembered(Source source) {
    sources.put(source.file(), source.text());
    return source;
  }

  /// Files first, then `-e`, each later one winning.
  private TaskDefinition withEnvironment(TaskDefinition definition) {
    var forAll = new LinkedHashMap<String, String>();
    for (var file : options.environmentFiles) {
      Source.read(file, problems)
          .map(this::remembered)
          .ifPresent(s -> forAll.putAll(EnvironmentFile.read(s, problems)));
    }
    var forOne = new HashMap<ContainerName, Map<String, String>>();
    for (var option : options.environment) {
      EnvironmentFile.parseAssignment(withValue(option), problems)
          .ifPresent(a ->
              target(a.container(), definition)
                  .map(name -> forOne.computeIfAbsent(name, _ -> new LinkedHashMap<>()))
                  .orElse(forAll)
                  .put(a.name(), a.value()));
    }
    return definition.withContainers(c ->
        c.withEnvironment(
            c.environment().with(forAll).with(forOne.getOrDefault(c.name(), Map.of()))));
  }

  /// `-e NAME` takes the value from our own environment.
  private String withValue(String option) {
    var name = option.substring(option.indexOf(':') + 1);
    return option.contains("=") ? option : option + "=" + ours(name);
  }

  private String ours(String name) {
    var value = System.getenv(name);
    if (value == null) {
      problems.add(
          Diagnostic.error(Code.TD1032, "-e " + Quoted.of(name) + ": not set here")
              .because("A name alone takes its value from this shell's environment.")
              .fixedBy("write -e " + name + "=value, or export " + name));
    }
    return value == null ? "" : value;
  }

  /// The container that `-e CONTAINER:K=V` names; one that the task has not is an error.
  private Optional<ContainerName> target(Optional<String> container, TaskDefinition definition) {
    var found =
        container
            .filter(ContainerName::isValid)
            .map(ContainerName::new)
            .filter(name -> definition.container(name).isPresent());
    if (container.isPresent() && found.isEmpty()) {
      var names = definition.containers().stream().map(c -> c.name().name()).toList();
      problems.add(
          Diagnostic.error(Code.TD2090, "-e names no container of this task")
              .because("There is no " + Quoted.of(container.get()) + " among " + names + ".")
              .fixedBy("-e " + Nearest.of(container.get(), names).orElse(names.getFirst()) + ":…"));
    }
    return found;
  }
}
