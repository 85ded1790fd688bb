package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1071;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `volumes` of a service as mount points of a container.
final class Mounting {
  private static final int DEFAULT_TMPFS = 64;

  private final String service;
  private final Gathering gathering;
  private final Siblings siblings;
  private final Problems problems;
  private final List<Map<String, Object>> points = new ArrayList<>();
  private final List<Map<String, Object>> tmpfs = new ArrayList<>();

  /// Mount points, and what lies in memory.
  record Mounts(List<Map<String, Object>> points, List<Map<String, Object>> tmpfs) {
    Mounts {
      points = List.copyOf(points);
      tmpfs = List.copyOf(tmpfs);
    }
  }

  /// A mount as it is written, short or long.
  private record Mount(
      String type, String source, String target, boolean readOnly, Location location) {}

  Mounting(String service, Gathering gathering, Siblings siblings, Problems problems) {
    this.service = service;
    this.gathering = gathering;
    this.siblings = siblings;
    this.problems = problems;
  }

  Mounts mounts(Node.Mapping body) {
    if (body.get("volumes").orElse(null) instanceof Node.Sequence list) {
      list.items().forEach(item -> mount(item).ifPresent(this::add));
    }
    return new Mounts(points, tmpfs);
  }

  private static Optional<Mount> mount(Node item) {
    return switch (item) {
      case Node.Scalar scalar -> Optional.of(written(scalar));
      case Node.Mapping object ->
          Optional.of(
              new Mount(
                  ComposeFile.text(object, "type").orElse("volume"),
                  ComposeFile.text(object, "source").orElse(""),
                  ComposeFile.text(object, "target").orElse(""),
                  ComposeFile.text(object, "read_only").filter("true"::equals).isPresent(),
                  object.location()));
      case Node.Sequence _ -> Optional.empty();
    };
  }

  /// `SOURCE:TARGET:ro`, `SOURCE:TARGET` or `TARGET`.
  private static Mount written(Node.Scalar scalar) {
    var parts = scalar.text().split(":", -1);
    var source = parts.length > 1 ? parts[0] : "";
    boolean bind = source.startsWith(".") || source.startsWith("/") || source.startsWith("~");
    return new Mount(
        bind ? "bind" : "volume",
        source,
        parts.length > 1 ? parts[1] : parts[0],
        parts.length > 2 && List.of(parts[2].split(",", -1)).contains("ro"),
        scalar.location());
  }

  private void add(Mount mount) {
    switch (mount.type()) {
      case "tmpfs" -> tmpfs.add(tmpfs(mount.target()));
      case "bind" -> bind(mount);
      case "volume" ->
          point(
              mount,
              gathering.volume(
                  mount.source().isEmpty()
                      ? service + mount.target().replace('/', '-')
                      : mount.source()));
      default ->
          lost(
              mount,
              "the volume " + Quoted.of(mount.target()),
              "ECS has no such kind of volume.",
              "");
    }
  }

  private void bind(Mount mount) {
    if (mount.source().endsWith("docker.sock")) {
      lost(
          mount,
          "the socket of the engine in " + Quoted.of(service),
          "A task on Fargate has no engine to talk to.",
          "ask the metadata endpoint, or leave the service out");
      return;
    }
    Path source;
    try {
      source = gathering.resolved(mount.source());
    } catch (InvalidPathException _) {
      lost(mount, "the volume " + Quoted.of(mount.source()), "It is no path.", "");
      return;
    }
    gathering.lookInto(mount.source(), mount.location(), siblings, "mounted at " + mount.target());
    if (Files.isRegularFile(source)) {
      lost(
          mount,
          "the file " + Quoted.of(mount.source()),
          "A volume of a task is a folder, and on AWS nobody's file lies in it.",
          "put it into the image: COPY "
              + mount.source().replaceFirst("^\\./", "")
              + " "
              + mount.target());
      return;
    }
    point(mount, gathering.folderVolume(source, service, mount.target()));
  }

  private void lost(Mount mount, String what, String why, String fix) {
    var line = "not taken over: " + what;
    var diagnostic =
        Diagnostic.warning(TD1071, line.length() < 72 ? line : line.substring(0, 71))
            .at(mount.location())
            .because(why);
    problems.add(fix.isEmpty() ? diagnostic : diagnostic.fixedBy(fix));
  }

  private void point(Mount mount, String volume) {
    var point = new LinkedHashMap<String, Object>();
    point.put("sourceVolume", volume);
    point.put("containerPath", mount.target());
    if (mount.readOnly()) {
      point.put("readOnly", true);
    }
    points.add(point);
  }

  /// `PATH` or `PATH:size=64m,mode=1777`.
  static Map<String, Object> tmpfs(String text) {
    var parts = text.split(":", 2);
    var tmpfs = new LinkedHashMap<String, Object>();
    tmpfs.put("containerPath", parts[0]);
    var options = parts.length > 1 ? List.of(parts[1].split(",", -1)) : List.<String>of();
    tmpfs.put(
        "size",
        options.stream()
            .filter(o -> o.startsWith("size="))
            .flatMap(o -> Words.mebibytes(o.substring("size=".length())).stream())
            .findFirst()
            .orElse(DEFAULT_TMPFS));
    var others = options.stream().filter(o -> !o.startsWith("size=") && !o.isEmpty()).toList();
    if (!others.isEmpty()) {
      tmpfs.put("mountOptions", others);
    }
    return tmpfs;
  }
}
