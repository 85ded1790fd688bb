package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
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
  private final Map<Source, Integer> lives = new ConcurrentHashMap<>();

  /// @param life counted from 0: a container may be started again
  private record Source(TaskId task, ContainerName container, int life) {
    Source(TaskId task, ContainerName container) {
      this(task, container, 0);
    }

    Source in(int other) {
      return new Source(task, container, other);
    }
  }

  Outputs(Engine engine, Consumer<LogLine> lines) {
    this.engine = engine;
    this.lines = lines;
  }

  /// Begins to follow a container that is not started yet; nothing it prints after this returned is
  /// missed.
  ///
  /// Throws [EngineException] where the engine does not attach us; a container that is gone already
  /// has just said nothing.
  ///
  /// @param terminal whether it has one
  void follow(TaskId task, ContainerName container, String engineId, boolean terminal) {
    var source = new Source(task, container);
    int life = lives.merge(source, 0, (before, _) -> before + 1);
    var before = followers.get(source.in(life - 1));
    if (before != null) {
      // It is started again: what it printed in its life before comes first.
      before.awaitEnd();
    }
    var follower = new Follower(engineId, terminal);
    followers.put(source.in(life), follower);
    follower.begin(task, container);
  }

  /// The last lines of a container in one of its lives, once it has said all it had to say in it.
  List<String> lastWords(TaskId task, ContainerName container, int life) {
    var follower = followers.get(new Source(task, container, life));
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
    private final String engineId;
    private final boolean terminal;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Deque<String> last = new ArrayDeque<>();
    private volatile Subscription subscription = () -> {};

    Follower(String engineId, boolean terminal) {
      this.engineId = engineId;
      this.terminal = terminal;
    }

    void begin(TaskId task, ContainerName container) {
      try {
        subscription =
            engine.attach(
                engineId,
                terminal,
                new LineAssembler(task, container, this::heard, ended::countDown));
      } catch (EngineException e) {
        ended.countDown();
        if (!(e.failure() instanceof EngineFailure.NoSuchContainer)) {
          throw e;
        }
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

    /// What never ran never ends, but has nothing to say either. Only the engine knows whether it
    /// ran: we may hear of its end before we hear of its start.
    void awaitEnd() {
      if (ended.getCount() > 0 && !hasRun()) {
        close();
      }
      try {
        boolean _ = ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    boolean hasRun() {
      try {
        return engine.inspect(engineId).startedAt().isPresent();
      } catch (EngineException _) {
        return false;
      }
    }

    void close() {
      subscription.close();
    }
  }
}
