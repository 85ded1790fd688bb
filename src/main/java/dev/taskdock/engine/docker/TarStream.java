package dev.taskdock.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/// A tar file that is made while it is being read: neither a copy on disk nor a second thread.
///
/// Everything in it belongs to root, so that two people's builds of one folder share the engine's
/// cache.
final class TarStream extends InputStream {
  private static final int PIECE = 64 * 1024;

  private final Path folder;
  private final Iterator<Path> paths;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream(2 * PIECE);
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(made, "UTF-8");
  private final byte[] piece = new byte[PIECE];
  private byte[] ready = {};
  private int readyAt;
  private @Nullable InputStream file;
  private boolean finished;

  TarStream(Path folder, List<Path> paths) {
    this.folder = folder;
    this.paths = paths.iterator();
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (readyAt == ready.length) {
      if (finished) {
        return -1;
      }
      makeMore();
    }
    int count = Math.min(length, ready.length - readyAt);
    System.arraycopy(ready, readyAt, bytes, offset, count);
    readyAt += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    finished = true;
    if (file != null) {
      file.close();
    }
  }

  private void makeMore() throws IOException {
    while (made.size() < PIECE && !finished) {
      if (file != null) {
        file = copyPiece(file);
      } else if (paths.hasNext()) {
        file = begin(paths.next());
      } else {
        tar.finish();
        tar.close();
        finished = true;
      }
    }
    ready = made.toByteArray();
    readyAt = 0;
    made.reset();
  }

  /// Copies a piece of a file and returns the file as long as there is more of it.
  private @Nullable InputStream copyPiece(InputStream source) throws IOException {
    int count = source.read(piece);
    if (count >= 0) {
      tar.write(piece, 0, count);
      return source;
    }
    source.close();
    tar.closeArchiveEntry();
    return null;
  }

  /// Writes a path's header, and opens it where something has to follow.
  private @Nullable InputStream begin(Path path) throws IOException {
    Path place = folder.resolve(path);
    String name = BuildContext.name(path);
    TarArchiveEntry entry = entry(place, name);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setModTime(Files.getLastModifiedTime(place, LinkOption.NOFOLLOW_LINKS));
    tar.putArchiveEntry(entry);
    if (entry.isFile() && entry.getSize() > 0) {
      return Files.newInputStream(place);
    }
    tar.closeArchiveEntry();
    return null;
  }

  private static TarArchiveEntry entry(Path place, String name) throws IOException {
    if (Files.isSymbolicLink(place)) {
      var link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      link.setLinkName(BuildContext.name(Files.readSymbolicLink(place)));
      return link;
    }
    boolean isFolder = Files.isDirectory(place);
    var entry = new TarArchiveEntry(isFolder ? name + "/" : name);
    entry.setSize(isFolder ? 0 : Files.size(place));
    entry.setMode(mode(place));
    return entry;
  }

  private static int mode(Path place) throws IOException {
    if (!Files.getFileStore(place).supportsFileAttributeView("posix")) {
      return 0755;
    }
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(place);
    int mode = 0;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      mode = mode << 1 | (granted.contains(permission) ? 1 : 0);
    }
    return mode;
  }
}
