package dev.taskdock.engine.docker;

import dev.taskdock.engine.LogSink;
import dev.taskdock.engine.LogSink.Stream;
import dev.taskdock.engine.Subscription;
import java.io.IOException;
import java.time.Instant;

/// What a container prints while it prints it, read on a thread of its own.
///
/// The engine hands on what comes out of the process before anything is made of it, so this is
/// exact where its logs are not. It listens to the process before it agrees to the hijacking, so
/// nothing is missed of a container that is started afterwards.
final class AttachSubscription implements Subscription {
  private final boolean terminal;
  private final Answer answer;
  private final LogSink sink;

  private AttachSubscription(boolean terminal, Answer answer, LogSink sink) {
    this.terminal = terminal;
    this.answer = answer;
    this.sink = sink;
  }

  static Subscription to(DockerApi api, String id, boolean terminal, LogSink sink) {
    var subject = new Subject.OneContainer(id);
    var path = ApiPath.of("/containers/" + id + "/attach?stream=1&stdout=1&stderr=1");
    Answer answer = api.hijack(path, subject);
    var subscription = new AttachSubscription(terminal, answer, sink);
    Thread.ofVirtual().name("engine-output-" + id).start(subscription::follow);
    return subscription;
  }

  @Override
  public void close() {
    answer.close();
  }

  private void follow() {
    try (answer) {
      Frames.read(
          answer.getBody(),
          terminal,
          (errors, _, bytes, length) ->
              sink.piece(errors ? Stream.STDERR : Stream.STDOUT, Instant.now(), bytes, 0, length));
    } catch (IOException _) {
      // Closed by us, or the engine went: the events tell of that.
    } finally {
      sink.end();
    }
  }
}
