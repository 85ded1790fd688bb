package dev.taskdock.app;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Failure;
import dev.taskdock.proxy.Served;
import dev.taskdock.proxy.Traffic;
import dev.taskdock.routing.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Says what went wrong with requests, in a line for each kind of trouble now and then, and when a
/// target that leaves is done with one.
///
/// The event loops that tell it do not wait: where more happens than can be said, the rest is lost.
final class TrafficNotes implements Traffic, AutoCloseable {
  private static final int ROOM = 256;

  private final ArrayBlockingQueue<Runnable> words = new ArrayBlockingQueue<>(ROOM);
  private final Consumer<String> note;
  private final Consumer<Troubles.Line> trouble;
  private final Consumer<TargetId> idle;
  private final InstantSource clock;
  private final Troubles troubles = new Troubles();
  private final Map<TargetGroupName, LongAdder> counts = new ConcurrentHashMap<>();
  private final Thread speaker;
  private volatile Set<TargetId> leaving = Set.of();

  /// @param trouble takes what went wrong with requests
  /// @param idle told of a target that leaves and is done with a request
  TrafficNotes(
      Consumer<String> note,
      Consumer<Troubles.Line> trouble,
      Consumer<TargetId> idle,
      InstantSource clock) {
    this.note = note;
    this.trouble = trouble;
    this.idle = idle;
    this.clock = clock;
    this.speaker = Thread.ofVirtual().name("traffic").start(this::speak);
  }

  /// Which targets leave now.
  void leaving(Set<TargetId> targets) {
    leaving = Set.copyOf(targets);
  }

  @Override
  public boolean wantsTexts() {
    return false;
  }

  /// How many requests targets of a group were asked since the last time this was called; the first
  /// call begins to count.
  long counted(TargetGroupName group) {
    return counts.computeIfAbsent(group, _ -> new LongAdder()).sumThenReset();
  }

  @Override
  public void done(Served served) {
    if (!counts.isEmpty()) {
      served.target().map(asked -> counts.get(asked.group())).ifPresent(LongAdder::increment);
    }
    if (!leaving.isEmpty()) {
      served
          .target()
          .map(Served.Asked::id)
          .filter(leaving::contains)
          .ifPresent(id -> offer(() -> idle.accept(id)));
    }
  }

  @Override
  public void failed(TargetGroupName group, Failure failure, int status) {
    troubles
        .failed(group, failure, status, clock.instant())
        .ifPresent(line -> offer(() -> trouble.accept(line)));
  }

  @Override
  public void refused(int status, String why, Optional<Route> route) {
    troubles
        .refused(status, why, route, clock.instant())
        .ifPresent(line -> offer(() -> trouble.accept(line)));
  }

  /// Says a line, if there is room for it.
  void say(String line) {
    offer(() -> note.accept(line));
  }

  private void offer(Runnable word) {
    var _ = words.offer(word);
  }

  private void speak() {
    try {
      while (true) {
        var next = troubles.next();
        var word =
            next.isEmpty()
                ? words.take()
                : words.poll(
                    Duration.between(clock.instant(), next.get()).toMillis() + 1,
                    TimeUnit.MILLISECONDS);
        if (word != null) {
          word.run();
        }
        troubles.due(clock.instant()).forEach(trouble);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  @Override
  public void close() {
    speaker.interrupt();
  }
}
