package dev.taskdock.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A log stream as a file that only its owner may read.
///
/// An event begins with its time and a blank. Its further lines, where it has several, begin with a
/// tab. The file is made when the first line comes; one that is there already is continued.
final class LogFile {
  private final Path path;
  private final Optional<Pattern> beginning;
  private Optional<OutputStream> out = Optional.empty();
  private Optional<LogSource> open = Optional.empty();
  private boolean begun;

  /// @param beginning what is found in the first line of an event; empty where every line is one
  LogFile(Path path, Optional<Pattern> beginning) {
    this.path = path;
    this.beginning = beginning;
  }

  /// Writes one line or part of a line.
  void write(LogLine line) throws IOException {
    var bytes = new ByteArrayOutputStream();
    if (line.starts() || open.filter(line.source()::equals).isEmpty()) {
      if (open.isPresent()) {
        bytes.write('\n');
      }
      bytes.writeBytes(head(line).getBytes(StandardCharsets.UTF_8));
    }
    line.writeTo(bytes);
    if (line.ends()) {
      bytes.write('\n');
    }
    open = line.ends() ? Optional.empty() : Optional.of(line.source());
    if (out.isEmpty()) {
      out = Optional.of(create());
    }
    out.get().write(bytes.toByteArray());
  }

  void close() throws IOException {
    if (out.isPresent()) {
      out.get().close();
    }
  }

  private String head(LogLine line) {
    boolean begins =
        !begun || (line.starts() && beginning.map(p -> p.matcher(line.text()).find()).orElse(true));
    begun = true;
    return begins ? line.at() + " " : "\t";
  }

  private OutputStream create() throws IOException {
    var owners = PosixFilePermissions.fromString("rwx------");
    Files.createDirectories(path.resolveSibling(""), PosixFilePermissions.asFileAttribute(owners));
    var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    var mine = PosixFilePermissions.fromString("rw-------");
    return Channels.newOutputStream(
        FileChannel.open(path, options, PosixFilePermissions.asFileAttribute(mine)));
  }
}
