package dev.taskdock.app;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells which files have changed: some by name, and all below some folders.
///
/// The system tells of changes as they happen; an editor that writes a file in three steps is heard
/// once, after a moment in which nothing more has happened.
public final class FileWatch implements Closeable {
  private static final long QUIET_MILLIS = 80;
  private static final Set<String> PASSED_OVER =
      Set.of(".git", "node_modules", "target", ".gradle");

  private final WatchService service;
  private final Set<Path> files;
  private final List<Path> folders;
  private final Map<WatchKey, Path> watched = new HashMap<>();

  private FileWatch(WatchService service, Set<Path> files, List<Path> folders) {
    this.service = service;
    this.files = files;
    this.folders = folders;
  }

  /// Begins to watch; what changes from now on is told by [#await].
  ///
  /// @param folders with all below them, but for those that tools fill: `.git`, `node_modules` …
  /// @throws IOException when the system watches no more
  public static FileWatch of(Collection<Path> files, Collection<Path> folders) throws IOException {
    var watch =
        new FileWatch(
            FileSystems.getDefault().newWatchService(),
            new HashSet<>(files.stream().map(FileWatch::whole).toList()),
            folders.stream().map(FileWatch::whole).toList());
    try {
      for (var file : watch.files) {
        watch.add(Optional.ofNullable(file.getParent()).orElse(file));
      }
      for (var folder : watch.folders) {
        watch.addAll(folder);
      }
    } catch (IOException e) {
      watch.close();
      throw e;
    }
    return watch;
  }

  /// Waits until something has changed and then nothing for a moment.
  ///
  /// @return what has changed; empty once it is closed
  /// @throws InterruptedException when the calling thread is interrupted
  public Set<Path> await() throws InterruptedException {
    var changed = new TreeSet<Path>();
    try {
      while (changed.isEmpty()) {
        take(service.take(), changed);
        for (var more = poll(); more != null; more = poll()) {
          take(more, changed);
        }
      }
    } catch (ClosedWatchServiceException _) {
      return Set.of();
    }
    return changed;
  }

  private @Nullable WatchKey poll() throws InterruptedException {
    return service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void take(WatchKey key, Set<Path> changed) {
    var folder = watched.get(key);
    for (var event : key.pollEvents()) {
      if (event.kind().equals(StandardWatchEventKinds.OVERFLOW)) {
        // More has changed than the system could remember: then all may have.
        changed.addAll(files);
        changed.addAll(folders);
      } else if (folder != null && event.context() instanceof Path name) {
        happened(folder.resolve(name), changed);
      }
    }
    if (!key.reset()) {
      watched.remove(key);
    }
  }

  private void happened(Path path, Set<Path> changed) {
    boolean below = folders.stream().anyMatch(path::startsWith) && !isPassedOver(path);
    if (below && Files.isDirectory(path)) {
      try {
        addAll(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (files.contains(path) || below) {
      changed.add(path);
    }
  }

  private void addAll(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (isPassedOver(folder)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            add(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void add(Path folder) throws IOException {
    watched.put(
        folder.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE),
        folder);
  }

  private static boolean isPassedOver(Path path) {
    var name = path.getFileName();
    return name != null
        && (PASSED_OVER.contains(name.toString())
            || name.toString().endsWith("~")
            || name.toString().endsWith(".swp")
            || name.toString().equals("4913"));
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
