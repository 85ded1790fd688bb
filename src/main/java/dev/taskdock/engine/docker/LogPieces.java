package dev.taskdock.engine.docker;

import dev.taskdock.engine.LogSink;
import dev.taskdock.engine.LogSink.Stream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The pieces of a container's output, freed of what the engine puts around them.
///
/// The engine is asked to put its time before every piece. A long line comes in pieces of 16 KiB,
/// each with its line's time before it. A container with a terminal has one stream without frames,
/// where the time stands before each line: its first byte is a digit, never a stream's number.
final class LogPieces {
  /// The longest time an engine writes, and the space after it.
  private static final int TIME_LIMIT = 40;

  private final LogSink sink;
  private final Map<Stream, Piece> last = new EnumMap<>(Stream.class);
  private Instant time = Instant.EPOCH;

  LogPieces(LogSink sink) {
    this.sink = sink;
  }

  /// What a piece is known by: those of one line have one time.
  private record Piece(Instant at, int length) {}

  /// Passes on all that comes.
  void read(InputStream body) throws IOException {
    read(body, (stream, bytes, offset, length) -> pass(stream, time, bytes, offset, length));
  }

  /// Passes on the last piece of each stream in `body` where it is not the last one passed on.
  void readLost(InputStream body) throws IOException {
    var stored = new EnumMap<Stream, byte[]>(Stream.class);
    var at = new EnumMap<Stream, Instant>(Stream.class);
    read(
        body,
        (stream, bytes, offset, length) -> {
          stored.put(stream, Arrays.copyOfRange(bytes, offset, offset + length));
          at.put(stream, time);
        });
    stored.forEach((stream, bytes) -> {
      Instant when = at.getOrDefault(stream, time);
      if (!new Piece(when, bytes.length).equals(last.get(stream))) {
        pass(stream, when, bytes, 0, bytes.length);
      }
    });
  }

  private void pass(Stream stream, Instant at, byte[] bytes, int offset, int length) {
    last.put(stream, new Piece(at, length));
    sink.piece(stream, at, bytes, offset, length);
  }

  /// Takes a piece without its time, which is in `time` meanwhile.
  @FunctionalInterface
  private interface Taker {
    void take(Stream stream, byte[] bytes, int offset, int length);
  }

  private void read(InputStream answer, Taker taker) throws IOException {
    var body = new PushbackInputStream(answer, 1);
    int first = body.read();
    if (first < 0) {
      return;
    }
    body.unread(first);
    if (first >= ' ') {
      readLines(new BufferedInputStream(body), taker);
    } else {
      new Frames(body)
          .transferTo((errors, isFirst, bytes, length) ->
              take(errors ? Stream.STDERR : Stream.STDOUT, isFirst, bytes, length, taker));
    }
  }

  private void take(Stream stream, boolean isFirst, byte[] bytes, int length, Taker taker) {
    int offset = isFirst ? timeLength(bytes, length) : 0;
    if (offset < length) {
      taker.take(stream, bytes, offset, length - offset);
    }
  }

  /// How many bytes the time at the beginning takes, with the space; notes the time.
  private int timeLength(byte[] bytes, int length) {
    int space = 0;
    while (space < Math.min(length, TIME_LIMIT) && bytes[space] != ' ') {
      space++;
    }
    Optional<Instant> read =
        EngineTime.parse(new String(bytes, 0, space, StandardCharsets.ISO_8859_1));
    time = read.orElse(time);
    return read.isPresent() ? Math.min(space + 1, length) : 0;
  }

  private void readLines(InputStream body, Taker taker) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int octet = body.read(); octet >= 0; octet = body.read()) {
      line.write(octet);
      if (octet == '\n') {
        take(Stream.STDOUT, true, line.toByteArray(), line.size(), taker);
        line.reset();
      }
    }
    take(Stream.STDOUT, true, line.toByteArray(), line.size(), taker);
  }
}
