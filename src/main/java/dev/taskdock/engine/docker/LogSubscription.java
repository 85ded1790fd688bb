package dev.taskdock.engine.docker;

import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.LogSink;
import dev.taskdock.engine.Subscription;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What a container printed, read on a thread of its own.
///
/// The engine is asked to put its time before every piece; it is taken off here. A long line comes
/// in pieces of 16 KiB, each with its own time before it. A container with a terminal has one
/// stream without frames, where the time stands before each line: its first byte is a digit, never
/// a stream's number.
final class LogSubscription implements Subscription {
  /// The longest time an engine writes, and the space after it.
  private static final int TIME_LIMIT = 40;

  private final Answer answer;
  private final LogSink sink;
  private final AtomicReference<Instant> lastTime = new AtomicReference<>(Instant.EPOCH);

  private LogSubscription(Answer answer, LogSink sink) {
    this.answer = answer;
    this.sink = sink;
  }

  static Subscription to(DockerApi api, String id, LogRequest request, LogSink sink) {
    String tail = request.tail().isPresent() ? "" + request.tail().getAsInt() : "all";
    var path =
        ApiPath.of("/containers/" + id + "/logs?stdout=1&stderr=1&timestamps=1")
            .with("follow", request.follow() ? "1" : "0")
            .with("tail", tail);
    Answer answer = api.stream(path, new Subject.OneContainer(id));
    var subscription = new LogSubscription(answer, sink);
    Thread.ofVirtual().name("engine-logs-" + id).start(subscription::follow);
    return subscription;
  }

  @Override
  public void close() {
    answer.close();
  }

  private void follow() {
    try (answer) {
      var body = new PushbackInputStream(answer.getBody(), 1);
      int first = body.read();
      if (first < 0) {
        return;
      }
      body.unread(first);
      if (first >= ' ') {
        readLines(new BufferedInputStream(body));
      } else {
        new Frames(body).transferTo(this::piece);
      }
    } catch (IOException _) {
      // Closed by us, or the engine went: the events tell of that.
    } finally {
      sink.end();
    }
  }

  private void piece(boolean errors, boolean isFirst, byte[] bytes, int length) {
    int offset = isFirst ? timeLength(bytes, length) : 0;
    var stream = errors ? LogSink.Stream.STDERR : LogSink.Stream.STDOUT;
    if (offset < length) {
      sink.piece(stream, lastTime.get(), bytes, offset, length - offset);
    }
  }

  /// How many bytes the time at the beginning takes, with the space; notes the time.
  private int timeLength(byte[] bytes, int length) {
    int space = 0;
    while (space < Math.min(length, TIME_LIMIT) && bytes[space] != ' ') {
      space++;
    }
    Optional<Instant> time =
        EngineTime.parse(new String(bytes, 0, space, StandardCharsets.ISO_8859_1));
    time.ifPresent(lastTime::set);
    return time.isPresent() ? Math.min(space + 1, length) : 0;
  }

  private void readLines(InputStream body) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int octet = body.read(); octet >= 0; octet = body.read()) {
      line.write(octet);
      if (octet == '\n') {
        piece(false, true, line.toByteArray(), line.size());
        line.reset();
      }
    }
    piece(false, true, line.toByteArray(), line.size());
  }
}
