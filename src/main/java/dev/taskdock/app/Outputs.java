package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.Subscription;
import dev.taskdock.logs.LineAssembler;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Follows the output of a run's containers, remembers each one's last lines, and can wait until
/// all of a task's output has been heard.
final class Outputs implements AutoCloseable {
  private static final int REMEMBERED = 40;
  private static final int LAST_WORDS_SECONDS = 5;

  private final Engine engine;
  private final Consumer<LogLine> lines;
  private final Map<Source, Follower> followers = new ConcurrentHashMap<>();

  private record Source(TaskId task, ContainerName container) {}

  Outputs(Engine engine, Consumer<LogLine> lines) {
    this.engine = engine;
    this.lines = lines;
  }

  /// Begins to follow a container, from its first line.
  void follow(TaskId task, ContainerName container, String engineId) {
    var source = new Source(task, container);
    var follower = new Follower();
    if (followers.putIfAbsent(source, follower) != null) {
      return;
    }
    Thread.ofVirtual()
        .name("output " + container)
        .start(() -> follower.begin(task, container, engineId));
  }

  /// The last lines of a container, once it has said all it had to say.
  List<String> lastWords(TaskId task, ContainerName container) {
    var follower = followers.get(new Source(task, container));
    if (follower == null) {
      return List.of();
    }
    follower.awaitEnd();
    return follower.remembered();
  }

  /// Waits until all output of a task has been heard.
  void awaitEnd(TaskId task) {
    followers.forEach((source, follower) -> {
      if (source.task().equals(task)) {
        follower.awaitEnd();
      }
    });
  }

  @Override
  public void close() {
    followers.values().forEach(Follower::close);
  }

  private final class Follower {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Deque<String> last = new ArrayDeque<>();
    private volatile Subscription subscription = () -> {};

    void begin(TaskId task, ContainerName container, String engineId) {
      try {
        subscription =
            engine.logs(
                engineId,
                LogRequest.FOLLOW_ALL,
                new LineAssembler(task, container, this::heard, ended::countDown));
      } catch (EngineException _) {
        // The container is gone, and its output with it.
        ended.countDown();
      }
    }

    void heard(LogLine line) {
      lines.accept(line);
      var text = line.text();
      synchronized (last) {
        last.addLast(text.substring(0, Math.min(text.length(), 500)));
        if (last.size() > REMEMBERED) {
          last.removeFirst();
        }
      }
    }

    List<String> remembered() {
      synchronized (last) {
        return List.copyOf(last);
      }
    }

    void awaitEnd() {
      try {
        boolean _ = ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    void close() {
      subscription.close();
    }
  }
}
