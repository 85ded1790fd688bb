package dev.taskdock.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A line of output, or a part of a very long one. It owns its bytes; nothing changes them.
public final class LogLine {
  private final LogSource source;
  private final Instant at;
  private final byte[] bytes;
  private final boolean starts;
  private final boolean ends;

  /// @param at when its beginning was printed, as far as is known
  /// @param bytes as printed, without the line end; ours from here on
  /// @param starts whether this is the beginning of the line
  /// @param ends whether this is the end of the line
  LogLine(LogSource source, Instant at, byte[] bytes, boolean starts, boolean ends) {
    this.source = source;
    this.at = at;
    this.bytes = bytes;
    this.starts = starts;
    this.ends = ends;
  }

  /// Whose output it is.
  public LogSource source() {
    return source;
  }

  /// When its beginning was printed, as far as is known: the engine's time, or that of its arrival.
  public Instant at() {
    return at;
  }

  /// In bytes.
  int length() {
    return bytes.length;
  }

  /// Whether this is the beginning of the line.
  public boolean starts() {
    return starts;
  }

  /// Whether this is the end of the line.
  public boolean ends() {
    return ends;
  }

  /// The bytes as text; what is not UTF-8 shows as the replacement character.
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Writes the bytes as they were printed.
  ///
  /// @throws IOException when the stream is closed
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }
}
