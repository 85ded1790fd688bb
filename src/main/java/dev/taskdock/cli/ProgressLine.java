package dev.taskdock.cli;

import dev.taskdock.engine.ImageProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Progress that is redrawn on a terminal and said sparingly elsewhere, so nothing is a silent
/// wait.
final class ProgressLine {
  private static final Duration EVERY = Duration.ofSeconds(3);

  private final PrintStream err;
  private final boolean live;
  private final boolean quiet;
  private final Map<String, Map<String, ImageProgress>> layers = new HashMap<>();
  private final Map<String, Long> saidAt = new HashMap<>();
  private boolean drawn;

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
    draw(subject, text(subject, known, step));
  }

  /// Says that a container was asked to stop and how long it may take.
  synchronized void countDown(String container, Duration timeout) {
    if (!quiet) {
      clear();
      err.println(
          "stopping %s (up to %d s, then SIGKILL)".formatted(container, timeout.toSeconds()));
    }
  }

  /// Wipes what is drawn, before something else is printed.
  synchronized void clear() {
    if (drawn) {
      err.print("\r\u001b[K");
      err.flush();
      drawn = false;
    }
  }

  private void draw(String subject, String text) {
    if (live) {
      err.print("\r\u001b[K" + text.substring(0, Math.min(text.length(), 100)));
      err.flush();
      drawn = true;
      return;
    }
    long now = System.nanoTime();
    Long before = saidAt.get(subject);
    if (before == null || now - before > EVERY.toNanos()) {
      saidAt.put(subject, now);
      err.println(text);
    }
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
