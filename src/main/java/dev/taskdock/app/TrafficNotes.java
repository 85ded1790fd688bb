package dev.taskdock.app;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Cause;
import dev.taskdock.proxy.Served;
import dev.taskdock.proxy.Traffic;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Says in a line what went wrong with a request, and when a target that leaves is done with one.
///
/// The event loops that tell it do not wait: where more happens than can be said, the rest is lost.
final class TrafficNotes implements Traffic, AutoCloseable {
  private static final int ROOM = 256;

  private final ArrayBlockingQueue<Runnable> words = new ArrayBlockingQueue<>(ROOM);
  private final Consumer<String> note;
  private final Consumer<TargetId> idle;
  private final Map<TargetGroupName, LongAdder> counts = new ConcurrentHashMap<>();
  private final Thread speaker;
  private volatile Set<TargetId> leaving = Set.of();

  /// @param idle told of a target that leaves and is done with a request
  TrafficNotes(Consumer<String> note, Consumer<TargetId> idle) {
    this.note = note;
    this.idle = idle;
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
  public void failed(TargetId target, TargetGroupName group, Cause cause, int status) {
    offer(() ->
        note.accept(
            "%s from target %s: %s"
                .formatted(status == 0 ? "a cut response" : status, target, cause.sentence())));
  }

  @Override
  public void refused(int status, String why) {
    offer(() -> note.accept(status + ": " + why));
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
        words.take().run();
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
