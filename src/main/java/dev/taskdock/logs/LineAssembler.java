package dev.taskdock.logs;

import dev.taskdock.engine.LogSink;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// Makes lines of the pieces one container prints.
///
/// The two streams are kept apart, so a line of one is never cut by a line of the other. The last
/// line counts without a line end too.
public final class LineAssembler implements LogSink {
  /// A line longer than this goes out in parts.
  static final int LONGEST_PART = 1 << 20;

  private final TaskId task;
  private final ContainerName container;
  private final Consumer<LogLine> lines;
  private final Runnable ended;
  private final Map<Stream, Open> open = new EnumMap<>(Stream.class);

  /// @param ended called once, after the last line
  public LineAssembler(
      TaskId task, ContainerName container, Consumer<LogLine> lines, Runnable ended) {
    this.task = task;
    this.container = container;
    this.lines = lines;
    this.ended = ended;
  }

  @Override
  public void piece(Stream stream, Instant at, byte[] bytes, int offset, int length) {
    var line = open.computeIfAbsent(stream, s -> new Open(new LogSource(task, container, s)));
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        line.add(at, bytes, from, i - from);
        line.emit(true);
        from = i + 1;
      }
    }
    line.add(at, bytes, from, offset + length - from);
  }

  @Override
  public void end() {
    open.values().stream().filter(Open::isOpen).forEach(line -> line.emit(true));
    ended.run();
  }

  /// The line a stream is in the middle of.
  private final class Open {
    private final LogSource source;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Instant at = Instant.EPOCH;
    private boolean continued;

    Open(LogSource source) {
      this.source = source;
    }

    boolean isOpen() {
      return continued || bytes.size() > 0;
    }

    void add(Instant time, byte[] from, int offset, int length) {
      if (!isOpen()) {
        at = time;
      }
      bytes.write(from, offset, length);
      if (bytes.size() >= LONGEST_PART) {
        emit(false);
      }
    }

    void emit(boolean ends) {
      lines.accept(new LogLine(source, at, bytes.toByteArray(), !continued, ends));
      bytes.reset();
      continued = !ends;
    }
  }
}
