package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.firewall.Ruleset;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The hand on the packet filter of one namespace: one process in the holder, which loads the rules
/// it is sent and tells of packets that were dropped.
///
/// Rules that come while others are being sent replace each other: only the latest count. The
/// process says of each whether it loaded them, so that whoever sends a packet to try them out can
/// wait.
final class Guarding implements AutoCloseable {
  /// How a line begins that tells of rules the kernel did not take.
  static final String REFUSED = "taskdock: rules refused";

  private static final String LOADED = "taskdock: loaded";
  private static final String SCRIPT = "/usr/local/lib/taskdock/guard.sh";

  private final Feed feed = new Feed();

  private Guarding() {}

  /// Begins in a holder that runs.
  ///
  /// @param line told of each line it prints
  /// @param failed told why, where it could not begin or broke off
  static Guarding begin(
      Engine engine, String holder, Consumer<String> line, Consumer<String> failed) {
    var it = new Guarding();
    var spec =
        new ExecSpec(
            List.of("/bin/sh", SCRIPT),
            false,
            Optional.empty(),
            Optional.of(it.feed),
            new Lines(words -> {
              if (words.startsWith(LOADED) || words.startsWith(REFUSED)) {
                it.feed.answered();
              }
              line.accept(words);
            }),
            OutputStream.nullOutputStream());
    Thread.ofVirtual()
        .name("guard of " + holder)
        .start(() -> {
          try {
            engine.exec(holder, spec);
          } catch (EngineException e) {
            if (!it.feed.isClosed()) {
              failed.accept(e.failure().message());
            }
          } catch (UncheckedIOException _) {
            // Whoever listens has gone.
          } finally {
            it.feed.close();
          }
        });
    return it;
  }

  /// Loads rules; those that were loaded last are not loaded again.
  void load(Ruleset rules) {
    feed.put(rules.text());
  }

  /// Waits until the rules of last count, or nobody loads any more.
  ///
  /// @return whether they do; false after `patience` too
  boolean settled(Duration patience) {
    return feed.settled(patience);
  }

  @Override
  public void close() {
    feed.close();
  }

  /// What the process reads.
  private static final class Feed extends InputStream {
    private byte[] sending = {};
    private int at;
    private Optional<String> next = Optional.empty();
    private String last = "";
    private int unanswered;
    private boolean closed;

    synchronized void put(String rules) {
      next = rules.equals(last) ? Optional.empty() : Optional.of(rules);
      notifyAll();
    }

    synchronized void answered() {
      unanswered--;
      notifyAll();
    }

    synchronized boolean settled(Duration patience) {
      long until = System.nanoTime() + patience.toNanos();
      try {
        while (next.isPresent() || unanswered > 0) {
          long millis = Duration.ofNanos(until - System.nanoTime()).toMillis();
          if (closed || millis <= 0) {
            return false;
          }
          wait(millis);
        }
        return !closed;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    synchronized boolean isClosed() {
      return closed;
    }

    @Override
    public synchronized void close() {
      closed = true;
      notifyAll();
    }

    @Override
    public int read() {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      try {
        while (at == sending.length) {
          if (next.isPresent()) {
            last = next.get();
            sending = (last + "#load\n").getBytes(StandardCharsets.UTF_8);
            at = 0;
            next = Optional.empty();
            unanswered++;
          } else if (closed) {
            return -1;
          } else {
            wait();
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return -1;
      }
      int count = Math.min(length, sending.length - at);
      System.arraycopy(sending, at, bytes, offset, count);
      at += count;
      return count;
    }
  }

  /// Cuts what is printed into lines.
  private static final class Lines extends OutputStream {
    private final Consumer<String> line;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    Lines(Consumer<String> line) {
      this.line = line;
    }

    @Override
    public void write(int b) {
      if (b == '\n') {
        line.accept(begun.toString(StandardCharsets.UTF_8));
        begun.reset();
      } else {
        begun.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      for (byte b : Arrays.copyOfRange(bytes, offset, offset + length)) {
        write(b);
      }
    }
  }
}
