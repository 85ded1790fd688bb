package dev.taskdock.cli;

import dev.taskdock.app.Local;
import dev.taskdock.model.ImageBuild;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/// What a changed file means for what runs.
enum Change {
  /// A task or service definition: what differs is deployed.
  DEFINITION,
  /// `taskdock.yaml`: images may be built otherwise, and services be other ones.
  OVERLAY,
  /// Something that an image is built from: it is built, and its services are deployed.
  IMAGE,
  /// A folder that stands for a volume: containers see it as it is, nothing is to be done.
  MOUNTED;

  /// What is watched of a project.
  ///
  /// @param files by name
  /// @param sources folders that images are built from
  /// @param mounts folders that stand for volumes
  record Watched(Set<Path> files, Set<Path> sources, Set<Path> mounts) {
    Watched {
      files = Set.copyOf(files);
      sources = Set.copyOf(sources);
      mounts = Set.copyOf(mounts);
    }

    /// Of the files that were read, and what `taskdock.yaml` names.
    static Watched of(Collection<String> read, Path named, Local local) {
      var files = new HashSet<Path>();
      read.stream()
          .filter(f -> !f.startsWith("<") && !f.startsWith("-"))
          .forEach(f -> files.add(whole(Path.of(f))));
      files.add(whole(named));
      files.add(whole(named).resolveSibling("taskdock.yaml"));
      var sources = new HashSet<Path>();
      local.builds().stream().map(ImageBuild::context).forEach(c -> sources.add(whole(Path.of(c))));
      var mounts = new HashSet<Path>();
      local.volumes().values().forEach(v -> mounts.add(whole(v)));
      return new Watched(files, sources, mounts);
    }
  }

  /// What the files that have changed mean, all together.
  static Set<Change> of(Collection<Path> changed, Watched watched) {
    var changes = EnumSet.noneOf(Change.class);
    for (var path : changed) {
      if (path.endsWith("taskdock.yaml") && watched.files().contains(path)) {
        changes.add(OVERLAY);
      } else if (watched.files().contains(path)) {
        changes.add(DEFINITION);
      }
      if (watched.sources().stream().anyMatch(path::startsWith)) {
        changes.add(IMAGE);
      } else if (watched.mounts().stream().anyMatch(path::startsWith)) {
        changes.add(MOUNTED);
      }
    }
    return changes;
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
