package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2105;
import static dev.taskdock.problem.Code.TD2106;
import static dev.taskdock.problem.Code.TD2107;
import static dev.taskdock.problem.Code.TD2110;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.MountPoint;
import dev.taskdock.model.Storage;
import dev.taskdock.model.Tmpfs;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a container has at paths of its own: `mountPoints`, `tmpfs`, `readonlyRootFilesystem`.
///
/// Source: RegisterTaskDefinition, MountPoint and Tmpfs.
final class Mounts {
  private static final Set<String> TMPFS_OPTIONS =
      Set.of(
          "defaults",
          "ro",
          "rw",
          "suid",
          "nosuid",
          "dev",
          "nodev",
          "exec",
          "noexec",
          "sync",
          "async",
          "dirsync",
          "remount",
          "mand",
          "nomand",
          "atime",
          "noatime",
          "diratime",
          "nodiratime",
          "bind",
          "rbind",
          "unbindable",
          "runbindable",
          "private",
          "rprivate",
          "shared",
          "rshared",
          "slave",
          "rslave",
          "relatime",
          "norelatime",
          "strictatime",
          "nostrictatime",
          "mode",
          "uid",
          "gid",
          "nr_inodes",
          "nr_blocks",
          "mpol");

  private final Fields container;
  private final List<String> volumes;
  private final Map<String, Location> paths = new HashMap<>();

  private Mounts(Fields container, List<String> volumes) {
    this.container = container;
    this.volumes = volumes;
  }

  /// The files of `container`.
  ///
  /// @param volumes the names of those the task has
  static Storage read(Fields container, List<String> volumes) {
    var mounts = new Mounts(container, volumes);
    return new Storage(
        mounts.mountPoints(),
        Borrowing.read(container),
        mounts.tmpfs(),
        container.flag("readonlyRootFilesystem").orElse(false));
  }

  private List<MountPoint> mountPoints() {
    var mounts = new ArrayList<MountPoint>();
    for (var fields : container.objects("mountPoints")) {
      Vocabulary.tell(fields);
      var path = path(fields);
      var volume = fields.text("sourceVolume");
      boolean readOnly = fields.flag("readOnly").orElse(false);
      if (volume.filter(volumes::contains).isEmpty()) {
        fields.add(unknown(fields, volume));
      }
      volume.flatMap(v -> path.map(p -> new MountPoint(v, p, readOnly))).ifPresent(mounts::add);
    }
    return mounts;
  }

  private List<Tmpfs> tmpfs() {
    var systems = new ArrayList<Tmpfs>();
    for (var fields :
        container.object("linuxParameters").map(p -> p.objects("tmpfs")).orElse(List.of())) {
      Vocabulary.tell(fields);
      var path = path(fields);
      var size = size(fields);
      var options = fields.texts("mountOptions", "[\"noexec\"]");
      options.stream().filter(o -> !isKnown(o)).forEach(o -> fields.add(unknownOption(fields, o)));
      path.flatMap(p -> size.map(s -> new Tmpfs(p, s, options))).ifPresent(systems::add);
    }
    return systems;
  }

  /// The `containerPath` of an entry, which only one of them may have.
  private Optional<String> path(Fields fields) {
    var path = fields.text("containerPath");
    if (path.filter(p -> p.startsWith("/") && !p.contains(":")).isEmpty()) {
      var what = path.map(p -> " mounts at " + Quoted.of(p)).orElse(" has a mount without a path");
      fields.add(
          Diagnostic.error(TD2106, container.title() + what)
              .at(fields.locationOf("containerPath"))
              .because("A path in a container begins with a slash and holds no colon.")
              .fixedBy(
                  path.filter(p -> !p.contains(":"))
                      .map(p -> "write " + Quoted.of("/" + p.replaceFirst("^\\./", "")))
                      .orElse("write a path as in \"/data\"")));
      return Optional.empty();
    }
    var earlier = paths.putIfAbsent(path.orElseThrow(), fields.locationOf("containerPath"));
    if (earlier != null) {
      fields.add(
          Diagnostic.error(
                  TD2107, container.title() + " mounts twice at " + path.map(Quoted::of).orElse(""))
              .at(fields.locationOf("containerPath"))
              .because("An engine creates no container with two mounts at one path.")
              .fixedBy("remove one of them")
              .seeAlso(earlier, "the other"));
    }
    return path;
  }

  private Diagnostic unknown(Fields fields, Optional<String> volume) {
    return Diagnostic.error(
            TD2105,
            volume
                .map(v -> container.title() + " mounts " + Quoted.of(v) + ", which is not there")
                .orElse(container.title() + " has a mount point without \"sourceVolume\""))
        .at(fields.locationOf("sourceVolume"))
        .because(
            volumes.isEmpty()
                ? "The task has no volumes."
                : "The task has the volumes " + String.join(", ", volumes) + ".")
        .fixedBy(
            volume
                .flatMap(v -> Nearest.of(v, volumes))
                .map(near -> "write " + Quoted.of(near))
                .orElse(
                    "add {\"name\": \""
                        + volume.orElse("NAME")
                        + "\"} to \"volumes\" of the task"));
  }

  private Optional<Mebibytes> size(Fields fields) {
    var written = fields.whole("size");
    long size = written.orElse(0);
    if (0 < size && size <= Integer.MAX_VALUE) {
      return Optional.of(new Mebibytes((int) size));
    }
    if (written.isPresent() || !fields.has("size")) {
      var what = written.isPresent() ? "of size " + size : "without a size";
      fields.add(
          Diagnostic.error(TD2110, container.title() + " has a tmpfs " + what)
              .at(fields.locationOf("size"))
              .because("ECS requires its \"size\", a number of MiB.")
              .fixedBy("write \"size\": 64"));
    }
    return Optional.empty();
  }

  private static boolean isKnown(String option) {
    int equals = option.indexOf('=');
    return TMPFS_OPTIONS.contains(equals < 0 ? option : option.substring(0, equals));
  }

  private Diagnostic unknownOption(Fields fields, String option) {
    return Diagnostic.error(
            TD2110, container.title() + " has a tmpfs with the option " + Quoted.of(option))
        .at(fields.locationOf("mountOptions"))
        .because("ECS takes the options that mount has for a tmpfs, one a text.")
        .fixedBy(
            Nearest.of(option, TMPFS_OPTIONS.stream().sorted().toList())
                .map(near -> "write " + Quoted.of(near))
                .orElse("remove it"));
  }
}
