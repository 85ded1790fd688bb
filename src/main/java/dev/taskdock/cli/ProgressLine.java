package dev.taskdock.cli;

import dev.taskdock.engine.ImageProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Progress that is redrawn on a terminal and said sparingly elsewhere, so nothing is a silent
/// wait.
final class ProgressLine {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final Duration WORTH_A_WORD = Duration.ofSeconds(2);
  private static final int WIDTH = 100;

  private final PrintStream err;
  private final boolean live;
  private final boolean quiet;
  private final Map<String, Map<String, ImageProgress>> layers = new HashMap<>();
  private final Map<String, Long> saidAt = new HashMap<>();
  private final Map<String, Long> deadlines = new LinkedHashMap<>();
  private final Set<String> said = new HashSet<>();
  private List<Wait> waits = List.of();
  private long shownAt = Long.MIN_VALUE;
  private boolean ticks;
  private boolean drawn;

  /// Something that is waited for.
  ///
  /// @param text a sentence: who waits for what
  /// @param since when that began, as [System#nanoTime] has it
  /// @param said whether it was told already
  record Wait(String text, long since, boolean said) {
    private Duration lasted() {
      return Duration.ofNanos(System.nanoTime() - since);
    }

    private boolean isLong() {
      return lasted().compareTo(WORTH_A_WORD) >= 0;
    }
  }

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
    shownAt = System.nanoTime();
    if (live) {
      draw(text);
    } else if (isDue(subject)) {
      err.println(text);
    }
  }

  /// Learns what is waited for now. What takes longer is drawn with the seconds it has taken so
  /// far, on a terminal; elsewhere it is said once, unless it was said before.
  synchronized void waiting(List<Wait> now) {
    waits = List.copyOf(now);
    if (!quiet) {
      tell();
      begin();
    }
  }

  /// Says that a container was asked to stop, and counts down to SIGKILL.
  synchronized void countDown(String container, Duration timeout) {
    if (quiet) {
      return;
    }
    clear();
    err.println("stopping %s (up to %d s, then SIGKILL)".formatted(container, timeout.toSeconds()));
    deadlines.put(container, System.nanoTime() + timeout.toNanos());
    begin();
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

  private void begin() {
    if (!ticks && hasMore()) {
      ticks = true;
      Thread.ofVirtual().name("progress").start(this::tick);
    }
  }

  private boolean hasMore() {
    return live
        ? !deadlines.isEmpty() || !waits.isEmpty()
        : waits.stream().anyMatch(w -> !w.said() && !said.contains(w.text()));
  }

  private synchronized void tick() {
    try {
      while (hasMore()) {
        tell();
        wait(Duration.ofSeconds(1).toMillis());
      }
      clear();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ticks = false;
    }
  }

  private void tell() {
    if (!live) {
      waits.stream()
          .filter(w -> w.isLong() && !w.said() && said.add(w.text()))
          .forEach(w -> err.println(w.text()));
    } else if (!deadlines.isEmpty()) {
      draw(
          deadlines.entrySet().stream()
              .map(e -> e.getKey() + " " + secondsUntil(e.getValue()) + " s")
              .collect(Collectors.joining(", ", "SIGKILL in: ", "")));
    } else if (waits.stream().anyMatch(Wait::isLong) && !isPulling()) {
      draw(
          waits.stream()
              .filter(Wait::isLong)
              .map(w -> "%s (%d s)".formatted(w.text(), w.lasted().toSeconds()))
              .collect(Collectors.joining(", ")));
    }
  }

  /// A pull that gets on says more than that it is waited for.
  private boolean isPulling() {
    return shownAt != Long.MIN_VALUE && System.nanoTime() - shownAt < WORTH_A_WORD.toNanos();
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
