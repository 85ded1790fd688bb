package dev.taskdock.engine.docker;

import dev.taskdock.engine.BuildSpec;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The folder a build is given, less what its `.dockerignore` names.
///
/// The Dockerfile and the `.dockerignore` go along even where they are named: the engine needs
/// them, and leaves them out itself.
final class BuildContext {
  private static final String IGNORE_FILE = ".dockerignore";

  private final Path folder;
  private final IgnoreRules rules;
  private final Set<String> needed;

  private BuildContext(Path folder, IgnoreRules rules, Set<String> needed) {
    this.folder = folder;
    this.rules = rules;
    this.needed = needed;
  }

  static BuildContext of(BuildSpec spec) throws IOException {
    Path ignoreFile = spec.context().resolve(IGNORE_FILE);
    List<String> lines =
        Files.isRegularFile(ignoreFile)
            ? Files.readString(ignoreFile, StandardCharsets.UTF_8).lines().toList()
            : List.of();
    String dockerfile = name(Path.of(spec.dockerfile()).normalize());
    return new BuildContext(
        spec.context(), IgnoreRules.parse(lines), Set.of(dockerfile, IGNORE_FILE));
  }

  /// Its paths relative to the folder, each folder before what is in it.
  List<Path> paths() throws IOException {
    var paths = new ArrayList<Path>();
    Files.walkFileTree(folder, new Walk(paths));
    return paths;
  }

  /// It as a tar file, read from disk while it is being sent.
  InputStream tar() throws IOException {
    return new TarStream(folder, paths());
  }

  /// A path with `/` between its parts.
  static String name(Path path) {
    return path.toString().replace(File.separatorChar, '/');
  }

  /// Collects the paths that go along.
  private final class Walk extends SimpleFileVisitor<Path> {
    private final List<Path> paths;

    private Walk(List<Path> paths) {
      this.paths = paths;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      Path path = folder.relativize(directory);
      if (path.toString().isEmpty()) {
        return FileVisitResult.CONTINUE;
      }
      boolean ignored = rules.ignores(name(path));
      if (!ignored) {
        paths.add(path);
      }
      return ignored && !rules.canKeep() && !holdsNeeded(path)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path path = folder.relativize(file);
      // Sockets and the like cannot be sent.
      boolean sendable = attributes.isRegularFile() || attributes.isSymbolicLink();
      if (sendable && (needed.contains(name(path)) || !rules.ignores(name(path)))) {
        paths.add(path);
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean holdsNeeded(Path directory) {
      return needed.stream().anyMatch(file -> file.startsWith(name(directory) + "/"));
    }
  }
}
