package dev.taskdock.cli;

import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.Source;
import dev.taskdock.input.compose.ComposeImport;
import dev.taskdock.input.compose.ImportAsked;
import dev.taskdock.input.compose.Imported;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Report;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock import`: a task definition and a `taskdock.yaml` of what docker compose runs.
final class ImportCommand implements Callable<Integer> {
  private static final List<String> NAMES =
      List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");

  private static final String SECRETS = "secrets";

  private final Terminal terminal;
  private final Problems problems = new Problems();
  private final Map<String, String> sources = new HashMap<>();
  private Optional<String> file = Optional.empty();
  private Optional<String> into = Optional.empty();
  private List<String> profiles = List.of();
  private boolean taskPerService;
  private boolean force;

  private ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    var command = new ImportCommand(terminal);
    return Options.of(
            command, "import", "Make a task definition and a taskdock.yaml of a compose file.")
        .parameter(
            v -> command.file = Optional.ofNullable(v),
            "FILE",
            "A compose file; compose.yaml or docker-compose.yml here if not given.")
        .text(
            v -> command.into = Optional.ofNullable(v),
            "DIR",
            "Where to write; the folder of the compose file if not given.",
            "--into")
        .flag(
            v -> command.taskPerService = v,
            "A task for each service, found by name; else one task of all.",
            "--task-per-service")
        .values(
            String.class,
            v -> command.profiles = v,
            "NAME",
            "Take the services of this profile too.",
            "--profile")
        .flag(v -> command.force = v, "Overwrite files that are there.", "--force")
        .footer(
            "%nExit codes: 0 written, 2 not a compose file, or not one that Fargate could run.%n")
        .spec();
  }

  @Override
  public Integer call() throws Exception {
    var path = file.map(Path::of).or(ImportCommand::nearby);
    if (path.isEmpty()) {
      problems.add(
          Diagnostic.error(Code.TD1001, "no compose file here")
              .because("taskdock looks for " + String.join(", ", NAMES) + ".")
              .fixedBy("Name the file: taskdock import FILE."));
    }
    path.ifPresent(this::tellOverrides);
    var source = path.flatMap(p -> Source.read(p, problems));
    var folder = path.map(DefinitionLoader::folder).orElse(Path.of(""));
    var target = into.map(Path::of).orElse(folder);
    var imported =
        source.flatMap(s -> {
          sources.put(s.file(), s.text());
          return ComposeImport.read(s, folder, asked(target, folder), problems);
        });
    var texts = imported.map(ImportCommand::texts).orElse(Map.of());
    boolean free = imported.isPresent() && isFolder(target) && isFree(target, texts);
    if (imported.isPresent() && free) {
      write(target, texts);
      check(target, imported.get());
    }
    if (!problems.all().isEmpty()) {
      terminal.err().print(Report.text(problems.all(), sources, terminal.live()));
    }
    imported.filter(_ -> free).ifPresent(i -> say(target, texts, i));
    return problems.hasErrors() ? ExitCode.USAGE : ExitCode.FINE;
  }

  /// Tells the file that compose would merge into one of its own names.
  private void tellOverrides(Path file) {
    var name = "" + file.getFileName();
    int end = name.lastIndexOf('.');
    if (!NAMES.contains(name)) {
      return;
    }
    for (var ending : List.of(".yaml", ".yml")) {
      var other = name.substring(0, end) + ".override" + ending;
      if (Files.isRegularFile(file.resolveSibling(other))) {
        problems.add(
            Diagnostic.warning(Code.TD1071, "not taken over: the file " + Quoted.of(other))
                .because("Docker compose merges it into " + name + " where no file is named.")
                .fixedBy("import what docker compose config prints, to have it too"));
      }
    }
  }

  private static Optional<Path> nearby() {
    return NAMES.stream().map(Path::of).filter(Files::isRegularFile).findFirst();
  }

  private ImportAsked asked(Path target, Path folder) {
    var variables = new HashMap<String, String>();
    var beside = folder.resolve(".env");
    if (Files.isRegularFile(beside)) {
      // Its own warnings are those of ECS, whose file it is not.
      Source.read(beside, problems)
          .ifPresent(s -> variables.putAll(EnvironmentFile.read(s, new Problems())));
    }
    variables.putAll(System.getenv());
    return new ImportAsked(target, taskPerService, Set.copyOf(profiles), variables);
  }

  private static Map<String, String> texts(Imported imported) {
    var texts = new LinkedHashMap<String, String>();
    imported.definitions().forEach((name, tree) -> texts.put(name, JsonWriter.pretty(tree) + "\n"));
    if (!imported.overlay().isEmpty()) {
      texts.put("taskdock.yaml", imported.overlay());
    }
    // The last line break of such a file is not part of the value.
    imported.secrets().forEach((path, value) -> texts.put(path, value.text() + "\n"));
    if (!imported.secrets().isEmpty()) {
      texts.put(SECRETS + "/.gitignore", "*\n");
    }
    return texts;
  }

  /// Whether nothing would be lost, or somebody has said that it may be.
  private boolean isFree(Path target, Map<String, String> texts) {
    var there =
        texts.keySet().stream()
            .filter(name -> !name.endsWith(".gitignore"))
            .map(target::resolve)
            .filter(p -> Files.exists(p))
            .toList();
    if (there.isEmpty() || force || isAllowed(there)) {
      return true;
    }
    ComposeImport.tellThere(there, problems);
    return false;
  }

  private boolean isAllowed(List<Path> there) {
    var names = String.join(", ", there.stream().map(Path::toString).toList());
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> console.readLine("Overwrite %s? [y/N] ", names))
        .filter(answer -> answer.strip().equalsIgnoreCase("y"))
        .isPresent();
  }

  /// Whether a folder can be at `target`.
  private boolean isFolder(Path target) {
    var there = target.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    boolean folder = there == null || Files.isDirectory(there);
    if (!folder) {
      problems.add(
          Diagnostic.error(Code.TD1074, "--into names no folder")
              .because(there + " is a file, and several are written.")
              .fixedBy("--into another folder"));
    }
    return folder;
  }

  private static void write(Path target, Map<String, String> texts) throws IOException {
    for (var text : texts.entrySet()) {
      write(target.toAbsolutePath().resolve(text.getKey()), text.getValue());
    }
  }

  /// Writes a file that only its owner can read, at once as a whole: values may be in it.
  private static void write(Path file, String text) throws IOException {
    var folder = DefinitionLoader.folder(file);
    boolean secret = text(folder.getFileName()).equals(SECRETS);
    Files.createDirectories(secret ? DefinitionLoader.folder(folder) : folder);
    if (secret && !Files.isDirectory(folder)) {
      Files.createDirectory(folder, owners("rwx------"));
    }
    var fresh = Files.createTempFile(folder, ".import", ".tmp", owners("rw-------"));
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String text(@Nullable Path name) {
    return name == null ? "" : name.toString();
  }

  private static FileAttribute<Set<PosixFilePermission>> owners(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /// What `validate` says of it.
  private void check(Path target, Imported imported) {
    for (var name : imported.definitions().keySet()) {
      Source.read(target.resolve(name), problems)
          .ifPresent(s -> {
            sources.put(s.file(), s.text());
            TaskDefinitionReader.read(s, problems);
          });
    }
  }

  private void say(Path target, Map<String, String> texts, Imported imported) {
    var err = terminal.err();
    var lines = new ArrayList<>(imported.notes());
    texts.keySet().stream()
        .filter(name -> !name.startsWith(SECRETS + "/"))
        .forEach(name -> lines.add("wrote " + target.resolve(name)));
    lines.forEach(err::println);
    var folder = target.toString().isEmpty() ? "" : " " + target;
    err.println(taskPerService ? "next: taskdock up" + folder : "next: taskdock test" + folder);
  }
}
