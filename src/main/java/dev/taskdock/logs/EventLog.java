package dev.taskdock.logs;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps the lines of one container in a file.
///
/// With a buffer nobody ever waits for the file: lines that do not fit into the buffer are dropped
/// and counted. Without one, whoever prints a line waits until it is written.
public final class EventLog {
  /// How long the end waits for what is in the buffer.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final LogFile file;
  private final OptionalLong capacity;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<LogLine> waiting = new ArrayDeque<>();
  private Optional<Thread> writer = Optional.empty();
  private volatile Optional<String> failure = Optional.empty();
  private long bytes;
  private long dropped;
  private boolean ended;

  /// What became of the lines.
  ///
  /// @param dropped how many did not fit into the buffer
  /// @param failure why some could not be written, empty where all were
  public record Result(long dropped, Optional<String> failure) {}

  /// @param beginning what is found in the first line of an event; empty where every line is one
  /// @param capacity of the buffer, in bytes; empty without one
  public EventLog(Path path, Optional<Pattern> beginning, OptionalLong capacity) {
    this.file = new LogFile(path, beginning);
    this.capacity = capacity;
  }

  /// One line or part of a line.
  public void take(LogLine line) {
    lock.lock();
    try {
      if (capacity.isEmpty()) {
        write(line);
      } else if (waiting.isEmpty() || bytes + line.length() <= capacity.getAsLong()) {
        waiting.add(line);
        bytes += line.length();
        changed.signal();
        if (writer.isEmpty()) {
          writer = Optional.of(Thread.ofVirtual().name("log file").start(this::drain));
        }
      } else {
        dropped++;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Writes what is in the buffer, and ends.
  public Result end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (writer.isPresent()) {
      try {
        boolean _ = writer.get().join(PATIENCE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    lock.lock();
    try {
      file.close();
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e.toString()));
    } finally {
      lock.unlock();
    }
    return new Result(dropped, failure);
  }

  private void drain() {
    for (var line = next(); line.isPresent(); line = next()) {
      write(line.get());
    }
  }

  private Optional<LogLine> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !ended) {
        changed.awaitUninterruptibly();
      }
      var line = Optional.ofNullable(waiting.poll());
      line.ifPresent(l -> bytes -= l.length());
      return line;
    } finally {
      lock.unlock();
    }
  }

  /// After a failure nothing is written any more: a stream with a hole would mislead.
  private void write(LogLine line) {
    if (failure.isEmpty()) {
      try {
        file.write(line);
      } catch (IOException e) {
        failure = Optional.of(e.toString());
      } catch (RuntimeException | StackOverflowError e) {
        // What a line was found by failed; whoever prints must not wait for a thread that is gone.
        failure = Optional.of(e.getClass().getSimpleName());
      }
    }
  }
}
