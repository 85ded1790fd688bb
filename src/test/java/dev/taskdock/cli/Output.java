package dev.taskdock.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// One output stream of a process: all of its bytes, and its lines as they come.
final class Output {
  private final String name;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int news;
  private int found;
  private boolean ended;

  Output(String name) {
    this.name = name;
  }

  /// Reads a stream to its end on a thread of its own.
  static Output of(String name, InputStream stream) {
    var output = new Output(name);
    Thread.ofPlatform().daemon().name(name).start(() -> output.readAll(stream));
    return output;
  }

  /// The first line that `wanted` takes, waiting for it if need be; empty where the stream ends or
  /// time runs out without one.
  Optional<String> awaitLine(Predicate<String> wanted, Duration patience) {
    return find(wanted, () -> {}, System.nanoTime() + patience.toNanos());
  }

  /// The same among the lines behind the one that was found last in this way.
  Optional<String> awaitNextLine(Predicate<String> wanted, Duration patience) {
    int[] at = {0};
    int passed = found;
    var line =
        find(
            l -> {
              at[0]++;
              return at[0] > passed && wanted.test(l);
            },
            () -> at[0] = 0,
            System.nanoTime() + patience.toNanos());
    found = at[0];
    return line;
  }

  /// All lines so far.
  synchronized List<String> lines() {
    return text().lines().toList();
  }

  synchronized String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  /// Waits for the end of the stream.
  synchronized void awaitEnd(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ended) {
      if (!waitUntil(deadline)) {
        throw new AssertionError(name + " is still open:\n" + text());
      }
    }
  }

  private synchronized Optional<String> find(
      Predicate<String> wanted, Runnable again, long deadline) {
    while (true) {
      again.run();
      var text = text();
      // A line counts once its end is there, or the stream's.
      var complete = ended ? text : text.substring(0, text.lastIndexOf('\n') + 1);
      var line = complete.lines().filter(wanted).findFirst();
      if (line.isPresent() || ended || !waitUntil(deadline)) {
        return line;
      }
    }
  }

  private void readAll(InputStream stream) {
    byte[] block = new byte[1 << 16];
    try (stream) {
      for (int n = stream.read(block); n >= 0; n = stream.read(block)) {
        add(block, n);
      }
    } catch (IOException _) {
      // The process was destroyed while we read.
    }
    end();
  }

  private synchronized void add(byte[] block, int length) {
    bytes.write(block, 0, length);
    news++;
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    news++;
    notifyAll();
  }

  /// Waits for news; false once it is too late.
  private synchronized boolean waitUntil(long deadline) {
    int known = news;
    try {
      while (news == known) {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
          return false;
        }
        wait(millis);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
