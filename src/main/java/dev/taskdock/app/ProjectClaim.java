package dev.taskdock.app;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/// The right to look after the services of a project: one process has it, and loses it with its
/// life, however it ends.
///
/// Who comes after a crash takes over what still runs; who sweeps after one does so only where
/// nobody has come. So that neither surprises the other, both pass one door: a sweep keeps it shut.
///
/// The file is locked in two places: the first byte is the claim, the second the door.
public final class ProjectClaim implements Closeable {
  private final FileChannel file;

  private ProjectClaim(FileChannel file) {
    this.file = file;
  }

  /// Claims a project, after the end of a sweep that is under way; empty where another process has
  /// it.
  ///
  /// @param environment the one taskdock runs in
  /// @throws IOException when no file can be locked
  public static Optional<ProjectClaim> take(String project, Map<String, String> environment)
      throws IOException {
    var file = open(project, environment);
    try (var _ = door(file)) {
      if (isFree(file)) {
        return Optional.of(new ProjectClaim(file));
      }
    }
    file.close();
    return Optional.empty();
  }

  /// Does `work` where nobody has a project, and lets nobody take it meanwhile.
  ///
  /// @throws IOException when no file can be locked
  public static void whereNobodyHas(String project, Map<String, String> environment, Runnable work)
      throws IOException {
    try (var file = open(project, environment);
        var _ = door(file)) {
      if (isFree(file)) {
        work.run();
      }
    }
  }

  /// Gives the project up.
  @Override
  public void close() throws IOException {
    file.close();
  }

  private static FileLock door(FileChannel file) throws IOException {
    return file.lock(1, 1, false);
  }

  /// What is locked here is let go of when the file is closed.
  private static boolean isFree(FileChannel file) throws IOException {
    try {
      return file.tryLock(0, 1, false) != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static FileChannel open(String project, Map<String, String> environment)
      throws IOException {
    var folder = StateFolder.of(environment).resolve("up");
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return FileChannel.open(
        Path.of(folder + "", project + ".lock"),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }
}
