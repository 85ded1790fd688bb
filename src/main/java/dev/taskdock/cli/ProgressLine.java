package dev.taskdock.cli;

import dev.taskdock.engine.ImageProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Progress that is redrawn on a terminal and said sparingly elsewhere, so nothing is a silent
/// wait.
final class ProgressLine {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final int WIDTH = 100;

  private final PrintStream err;
  private final boolean live;
  private final boolean quiet;
  private final Map<String, Map<String, ImageProgress>> layers = new HashMap<>();
  private final Map<String, Long> saidAt = new HashMap<>();
  private final Map<String, Long> deadlines = new LinkedHashMap<>();
  private boolean drawn;

  /// @param live whether the stream is a terminal on which a line can be redrawn
  ProgressLine(PrintStream err, boolean live, boolean quiet) {
    this.err = err;
    this.live = live;
    this.quiet = quiet;
  }

  /// Shows that a pull or build got on.
  synchronized void show(String subject, ImageProgress step) {
    if (quiet) {
      return;
    }
    var known = layers.computeIfAbsent(subject, _ -> new LinkedHashMap<>());
    if (step.total().isPresent()) {
      known.put(step.layer(), step);
    }
    var text = text(subject, known, step);
    if (live) {
      draw(text);
    } else if (isDue(subject)) {
      err.println(text);
    }
  }

  /// Says that a container was asked to stop, and counts down to SIGKILL.
  synchronized void countDown(String container, Duration timeout) {
    if (quiet) {
      return;
    }
    clear();
    err.println("stopping %s (up to %d s, then SIGKILL)".formatted(container, timeout.toSeconds()));
    boolean first = deadlines.isEmpty();
    deadlines.put(container, System.nanoTime() + timeout.toNanos());
    if (live && first) {
      Thread.ofVirtual().name("countdown").start(this::tick);
    }
  }

  /// Ends the countdown of a container that has stopped.
  synchronized void stopped(String container) {
    deadlines.remove(container);
    notifyAll();
  }

  /// Wipes what is drawn, before something else is printed.
  synchronized void clear() {
    if (drawn) {
      err.print("\r\u001b[K");
      err.flush();
      drawn = false;
    }
  }

  private synchronized void tick() {
    try {
      while (!deadlines.isEmpty()) {
        draw(
            deadlines.entrySet().stream()
                .map(e -> e.getKey() + " " + secondsUntil(e.getValue()) + " s")
                .collect(Collectors.joining(", ", "SIGKILL in: ", "")));
        wait(Duration.ofSeconds(1).toMillis());
      }
      clear();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static long secondsUntil(long deadline) {
    return Math.max(0, Duration.ofNanos(deadline - System.nanoTime()).toSeconds());
  }

  private boolean isDue(String subject) {
    long now = System.nanoTime();
    Long before = saidAt.get(subject);
    boolean due = before == null || now - before > EVERY.toNanos();
    if (due) {
      saidAt.put(subject, now);
    }
    return due;
  }

  private void draw(String text) {
    err.print("\r\u001b[K" + text.substring(0, Math.min(text.length(), WIDTH)));
    err.flush();
    drawn = true;
  }

  private static String text(
      String subject, Map<String, ImageProgress> layers, ImageProgress step) {
    long current = layers.values().stream().mapToLong(l -> l.current().orElse(0)).sum();
    long total = layers.values().stream().mapToLong(l -> l.total().orElse(0)).sum();
    return total > 0
        ? "%s: %d of %d MB".formatted(subject, current / 1_000_000, total / 1_000_000)
        : subject + ": " + step.text().strip();
  }
}
