package dev.taskdock.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// A file of lines that its user alone may read, and that grows to a limit: then it is kept under
/// another name, in place of the one that was kept before, and begun anew. Used by one thread.
final class RollingFile implements AutoCloseable {
  private static final long LARGEST = 64L << 20;
  private static final int BUFFER = 64 << 10;

  private final Path file;
  private @Nullable OutputStream out;
  private long size;

  RollingFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /// Writes a line.
  ///
  /// @param line without its end
  void write(byte[] line) throws IOException {
    if (size + line.length > LARGEST && out != null) {
      close();
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    var to = out == null ? opened() : out;
    out = to;
    to.write(line);
    to.write('\n');
    size += line.length + 1;
  }

  private OutputStream opened() throws IOException {
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    size = Files.size(file);
    return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), BUFFER);
  }

  void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  @Override
  public void close() {
    var open = out;
    out = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // Nobody is there any more to be told.
      }
    }
  }
}
