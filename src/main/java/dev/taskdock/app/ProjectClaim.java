package dev.taskdock.app;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The right to look after the services of a project: one process has it, and loses it with its
/// life, however it ends.
///
/// Who comes after a crash takes over what still runs; who sweeps after one does so only where
/// nobody has come. So that neither surprises the other, both pass one door: a sweep keeps it shut.
///
/// The claim is a lock on a file of the project's, which is there as long as somebody has it and
/// holds the number of their process. It is made and removed behind the door only, a byte of a file
/// that stays: so nobody locks a file that is no longer the one of that name.
public final class ProjectClaim implements Closeable {
  /// One process passes a door once at a time; its threads would see an exception instead of
  /// waiting.
  private static final ReentrantLock WITHIN = new ReentrantLock();

  private final String project;
  private final Map<String, String> environment;
  private final FileChannel file;

  private ProjectClaim(String project, Map<String, String> environment, FileChannel file) {
    this.project = project;
    this.environment = environment;
    this.file = file;
  }

  /// What is done behind the door.
  @FunctionalInterface
  private interface Work<T> {
    T done() throws IOException;
  }

  /// Claims a project, after the end of a sweep that is under way; empty where another process has
  /// it.
  ///
  /// @param environment the one taskdock runs in
  /// @throws IOException when no file can be locked
  public static Optional<ProjectClaim> take(String project, Map<String, String> environment)
      throws IOException {
    return behindDoor(project, environment, () -> locked(project, environment));
  }

  /// Does `work` where nobody has a project, and lets nobody take it meanwhile.
  ///
  /// @throws IOException when no file can be locked
  public static void whereNobodyHas(String project, Map<String, String> environment, Runnable work)
      throws IOException {
    behindDoor(
        project,
        environment,
        () -> {
          var claim = locked(project, environment);
          if (claim.isPresent()) {
            try {
              work.run();
            } finally {
              claim.get().removed();
            }
          }
          return claim;
        });
  }

  /// The process that has a project, where it says so. Not for the process itself: to read the file
  /// would end its claim.
  static Optional<Long> holder(String project, Map<String, String> environment) {
    try {
      var text = Files.readString(file(project, environment)).strip();
      return Optional.of(text).filter(t -> t.matches("[0-9]{1,10}")).map(Long::valueOf);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Gives the project up.
  @Override
  public void close() throws IOException {
    behindDoor(
        project,
        environment,
        () -> {
          removed();
          return this;
        });
  }

  private void removed() throws IOException {
    try (file) {
      Files.deleteIfExists(file(project, environment));
    }
  }

  private static Optional<ProjectClaim> locked(String project, Map<String, String> environment)
      throws IOException {
    var file = open(file(project, environment));
    if (!isFree(file)) {
      file.close();
      return Optional.empty();
    }
    file.truncate(0);
    file.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
    return Optional.of(new ProjectClaim(project, environment, file));
  }

  private static <T> T behindDoor(String project, Map<String, String> environment, Work<T> work)
      throws IOException {
    var doors = file(project, environment).resolveSibling("doors");
    Files.createDirectories(
        doors.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    WITHIN.lock();
    try (var file = open(doors);
        var _ = file.lock(project.hashCode() & Integer.MAX_VALUE, 1, false)) {
      return work.done();
    } finally {
      WITHIN.unlock();
    }
  }

  /// What is locked here is let go of when the file is closed.
  private static boolean isFree(FileChannel file) throws IOException {
    try {
      return file.tryLock(0, 1, false) != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static Path file(String project, Map<String, String> environment) throws IOException {
    return StateFolder.ofProject(project, ".lock", environment);
  }
}
