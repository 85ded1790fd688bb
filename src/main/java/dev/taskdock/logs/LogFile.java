package dev.taskdock.logs;

import com.google.re2j.Pattern;
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

/// A log stream as a file that only its owner may read.
///
/// An event begins with its time and a blank. Its further lines, where it has several, begin with a
/// tab. What is too long for one event goes on in the next. The file is made when the first line
/// comes; one that is there already is continued.
final class LogFile {
  /// The most bytes of an event: CloudWatch takes 256 KiB and counts 26 bytes for itself.
  static final int LONGEST_EVENT = (256 << 10) - 26;

  private final Path path;
  private final Optional<Pattern> beginning;
  private Optional<OutputStream> out = Optional.empty();
  private Optional<LogSource> open = Optional.empty();
  private boolean begun;

  /// How many bytes the event has that is being written.
  private int length;

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
      begin(line, bytes);
    }
    writeText(line, bytes);
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

  /// Begins an event, or a further line of the last one where it has room for that.
  private void begin(LogLine line, ByteArrayOutputStream bytes) {
    boolean begins =
        !begun || (line.starts() && beginning.map(p -> p.matcher(line.text()).find()).orElse(true));
    begun = true;
    if (begins || length + 1 + line.length() > LONGEST_EVENT) {
      beginEvent(line, bytes);
    } else {
      bytes.write('\t');
      length++;
    }
  }

  private void beginEvent(LogLine line, ByteArrayOutputStream bytes) {
    bytes.writeBytes((line.at() + " ").getBytes(StandardCharsets.UTF_8));
    length = 0;
  }

  private void writeText(LogLine line, ByteArrayOutputStream bytes) throws IOException {
    var text = new ByteArrayOutputStream(line.length());
    line.writeTo(text);
    byte[] octets = text.toByteArray();
    int from = 0;
    while (octets.length - from > LONGEST_EVENT - length) {
      int end = endOfCharacter(octets, from, from + LONGEST_EVENT - length);
      bytes.write(octets, from, end - from);
      bytes.write('\n');
      beginEvent(line, bytes);
      from = end;
    }
    bytes.write(octets, from, octets.length - from);
    length += octets.length - from;
  }

  /// The last place up to `end` where no character of UTF-8 is cut.
  private static int endOfCharacter(byte[] octets, int from, int end) {
    for (int i = end; i > Math.max(from, end - 4); i--) {
      if ((octets[i] & 0xC0) != 0x80) {
        return i;
      }
    }
    return end;
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
