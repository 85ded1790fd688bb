package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1071;

import dev.taskdock.input.Node;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the conversions of services find besides containers, and what they look up.
final class Gathering {
  /// Of nobody's.
  private static final String FILE_SYSTEM = "fs-00000000";

  /// The folder of the files with values, beside the others that are written.
  private static final String SECRETS = "secrets";

  private static final Pattern COMPOSE = Pattern.compile("(docker-)?compose\\b.*\\.ya?ml");

  private static final int LONGEST_TITLE = 100;
  private static final int MOST_FILES = 200;
  private static final int DEEPEST = 4;
  private static final long LARGEST = 64 * 1024;

  private final ComposeFile file;
  private final String project;
  private final Path folder;
  private final ImportAsked asked;
  private final Problems problems;
  private final Map<String, Object> builds = new LinkedHashMap<>();
  private final Map<String, Object> secrets = new LinkedHashMap<>();
  private final Map<String, SecretValue> values = new LinkedHashMap<>();
  private final Map<String, Object> environmentFiles = new LinkedHashMap<>();
  private final Map<String, Object> localVolumes = new LinkedHashMap<>();
  private final Map<Path, String> bound = new LinkedHashMap<>();
  private final Map<String, Object> volumes = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<Path> looked = new LinkedHashSet<>();

  /// @param folder of the compose file
  Gathering(ComposeFile file, String project, Path folder, ImportAsked asked, Problems problems) {
    this.file = file;
    this.project = project;
    this.folder = folder.toAbsolutePath().normalize();
    this.asked = asked;
    this.problems = problems;
  }

  /// Whether a service of that name is imported.
  boolean has(String service) {
    return file.services().containsKey(service);
  }

  String project() {
    return project;
  }

  boolean oneTask() {
    return !asked.taskPerService();
  }

  Map<String, String> variables() {
    return asked.variables();
  }

  Map<String, Object> builds() {
    return builds;
  }

  Map<String, Object> secrets() {
    return secrets;
  }

  /// Values of secrets by the paths that they are to be written to.
  Map<String, SecretValue> values() {
    return values;
  }

  /// The variable whose name looks secret and whose value stands in the text at `place`.
  Optional<String> confidential(Location place) {
    return Optional.ofNullable(file.confidential().get(place));
  }

  /// Keeps the value of a variable in a file of its own.
  ///
  /// @return what the definition calls it
  String keep(String service, String variable, String value) {
    var plain = variable.replaceAll("[^A-Za-z0-9_.-]", "_");
    var title = plain.substring(0, Math.min(LONGEST_TITLE, plain.length()));
    while (values.containsKey(SECRETS + "/" + service + "." + title)) {
      title = title + "_";
    }
    var from = "/" + project + "/" + service + "/" + title;
    // No service has a dot in its name.
    var path = SECRETS + "/" + service + "." + title;
    values.put(path, new SecretValue(value));
    secrets.put(from, Map.of("file", "./" + path));
    notes.add(
        variable
            + " of "
            + service
            + " becomes the secret "
            + from
            + ", whose value is in ./"
            + path);
    return from;
  }

  Map<String, Object> environmentFiles() {
    return environmentFiles;
  }

  Map<String, Object> localVolumes() {
    return localVolumes;
  }

  Set<String> notes() {
    return notes;
  }

  /// What a secret of the file is.
  Optional<Node.Mapping> secret(String name) {
    return Optional.ofNullable(file.section("secrets").get(name))
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast);
  }

  /// The volumes of the task so far, which then has none.
  List<Object> takeVolumes() {
    var taken = List.copyOf(volumes.values());
    volumes.clear();
    return taken;
  }

  /// A path of the compose file as the folder that is written to sees it.
  String path(String text) {
    try {
      var relative = asked.into().toAbsolutePath().normalize().relativize(resolved(text));
      var words = relative.toString().isEmpty() ? "." : relative.toString();
      return words.startsWith(".") ? words : "./" + words;
    } catch (InvalidPathException _) {
      return text;
    }
  }

  /// Whether the compose file's path leads to a file.
  boolean isThere(String text) {
    try {
      return Files.isRegularFile(resolved(text));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  /// @throws InvalidPathException where it is none
  Path resolved(String text) {
    return folder.resolve(text.replaceFirst("^~(?=/|$)", home())).normalize();
  }

  private String home() {
    return java.util.regex.Matcher.quoteReplacement(
        Optional.ofNullable(asked.variables().get("HOME")).orElse("~"));
  }

  /// A volume that lives as long as the task.
  String volume(String name) {
    var plain = name.replaceAll("[^A-Za-z0-9_-]", "-");
    var external = fileSystemOf(name);
    if (external.isPresent()) {
      volumes.computeIfAbsent(
          plain,
          n -> Map.of("name", n, "efsVolumeConfiguration", Map.of("fileSystemId", external.get())));
      return plain;
    }
    volumes.computeIfAbsent(plain, n -> Map.of("name", n));
    notes.add(
        "the volume " + plain + " lives as long as its task: Fargate keeps what lies on EFS only");
    return plain;
  }

  /// The file system of EFS that an external volume is.
  private Optional<String> fileSystemOf(String name) {
    return Optional.ofNullable(file.section("volumes").get(name))
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .filter(v -> ComposeFile.text(v, "external").filter("true"::equals).isPresent())
        .flatMap(v -> ComposeFile.text(v, "name"))
        .filter(id -> id.matches("fs-[0-9a-f]+"));
  }

  /// A volume that is a folder here.
  String folderVolume(Path source, String service, String at) {
    var name =
        bound.computeIfAbsent(
            source,
            _ -> {
              var wanted = service + at.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-$", "");
              return wanted;
            });
    if (Files.isDirectory(source)) {
      localVolumes.put(name, path(source.toString()));
      volumes.computeIfAbsent(name, Gathering::fileSystem);
      notes.add(
          "%s is the folder %s here and a file system of EFS on AWS: write its id for %s"
              .formatted(at, path(source.toString()), FILE_SYSTEM));
    } else {
      volumes.computeIfAbsent(name, n -> Map.of("name", n));
    }
    return name;
  }

  /// A volume that lies on EFS, where alone files outlive a task.
  private static Map<String, Object> fileSystem(String name) {
    var configuration = new LinkedHashMap<String, Object>();
    configuration.put("fileSystemId", FILE_SYSTEM);
    configuration.put("rootDirectory", "/" + name);
    var volume = new LinkedHashMap<String, Object>();
    volume.put("name", name);
    volume.put("efsVolumeConfiguration", configuration);
    return volume;
  }

  /// The word of ECS for what is waited for.
  String condition(String service, String other, String condition, Location at) {
    var health = Optional.ofNullable(file.services().get(other)).filter(s -> s.has("healthcheck"));
    if (condition.equals("service_healthy") && health.isEmpty()) {
      problems.add(
          Diagnostic.warning(
                  TD1071, Quoted.of(service) + " waits until " + Quoted.of(other) + " has started")
              .at(at)
              .because("ECS knows only health checks of a definition, not those of an image.")
              .fixedBy("give " + Quoted.of(other) + " a healthcheck"));
      return "START";
    }
    return switch (condition) {
      case "service_healthy" -> "HEALTHY";
      case "service_completed_successfully" -> "SUCCESS";
      default -> "START";
    };
  }

  /// Tells the names of siblings in a file, or in those of a folder.
  void lookInto(String text, Location at, Siblings siblings, String where) {
    try {
      var path = resolved(text);
      if (!path.startsWith(folder)) {
        notes.add(text + " is not looked into for names: it is not below the compose file");
      } else if (Files.isDirectory(path)) {
        try (var files = Files.walk(path, DEEPEST)) {
          for (var one :
              files
                  .filter(f -> isOfTheProgram(path.relativize(f)))
                  .filter(Files::isRegularFile)
                  .limit(MOST_FILES)
                  .sorted()
                  .toList()) {
            lookInto(one, siblings, where);
          }
        }
      } else if (Files.isRegularFile(path)) {
        lookInto(path, siblings, where);
      } else {
        problems.add(
            Diagnostic.warning(TD1071, "there is no " + Quoted.of(text))
                .at(at)
                .because("Paths begin at the folder of the compose file, " + folder + ".")
                .fixedBy("make it before the task starts"));
      }
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      notes.add(text + " could not be read: " + e.getMessage());
    }
  }

  /// Whether a container may read it: not what compose reads, nor what git and npm keep.
  private static boolean isOfTheProgram(Path inside) {
    for (var step : inside) {
      if (List.of(".git", "node_modules").contains(step.toString())
          || COMPOSE.matcher(step.toString()).matches()) {
        return false;
      }
    }
    return true;
  }

  private void lookInto(Path path, Siblings siblings, String where) throws IOException {
    if (Files.size(path) > LARGEST || !looked.add(path)) {
      return;
    }
    var text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    if (text.indexOf(0) < 0) {
      siblings.tell(text, shown(path), where);
    }
  }

  private static String shown(Path path) {
    var here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
  }

  List<String> allNotes() {
    return new ArrayList<>(notes);
  }
}
