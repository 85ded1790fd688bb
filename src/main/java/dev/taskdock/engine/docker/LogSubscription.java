package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.LogSink;
import dev.taskdock.engine.Subscription;
import java.io.IOException;

/// What a container printed, read on a thread of its own.
///
/// Docker 20.10 loses the last piece of a followed stream in about half of the cases where it does
/// not end with a line end (an error message, say, of a program that dies). The piece is in the
/// engine's file by then, so the last ones are asked for again when a followed output has ended.
final class LogSubscription implements Subscription {
  /// The last piece of each stream is among so many, if it was lost.
  private static final String LAST_PIECES = "2";

  private final DockerApi api;
  private final String id;
  private final LogRequest request;
  private final LogSink sink;
  private final Answer answer;
  private final LogPieces pieces;
  private volatile boolean closed;

  private LogSubscription(DockerApi api, String id, LogRequest request, LogSink sink) {
    this.api = api;
    this.id = id;
    this.request = request;
    this.sink = sink;
    String tail = request.tail().isPresent() ? "" + request.tail().getAsInt() : "all";
    this.answer = open(request.follow(), tail);
    this.pieces = new LogPieces(sink);
  }

  static Subscription to(DockerApi api, String id, LogRequest request, LogSink sink) {
    var subscription = new LogSubscription(api, id, request, sink);
    Thread.ofVirtual().name("engine-logs-" + id).start(subscription::follow);
    return subscription;
  }

  @Override
  public void close() {
    closed = true;
    answer.close();
  }

  private Answer open(boolean follow, String tail) {
    var path =
        ApiPath.of("/containers/" + id + "/logs?stdout=1&stderr=1&timestamps=1")
            .with("follow", follow ? "1" : "0")
            .with("tail", tail);
    return api.stream(path, new Subject.OneContainer(id));
  }

  private void follow() {
    try (answer) {
      pieces.read(answer.getBody());
      if (request.follow() && request.tail().isEmpty() && !closed) {
        readLost();
      }
    } catch (IOException | EngineException _) {
      // Closed by us, removed meanwhile, or the engine went: the events tell of that.
    } finally {
      sink.end();
    }
  }

  private void readLost() throws IOException {
    try (Answer last = open(false, LAST_PIECES)) {
      pieces.readLost(last.getBody());
    }
  }
}
