package dev.taskdock.control;

import dev.taskdock.state.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The system's clock and a queue.
public final class LiveTimeline implements Timeline {
  private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
  private final Clock clock;

  public LiveTimeline(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public List<Event> next(Optional<Instant> wakeAt) throws InterruptedException {
    var events = new ArrayList<Event>();
    var first = first(wakeAt);
    first.ifPresent(events::add);
    queue.drainTo(events);
    var broken = fault.get();
    if (broken != null) {
      throw broken;
    }
    return events;
  }

  @Override
  public void post(Event event) {
    queue.add(event);
  }

  @Override
  public void fail(RuntimeException broken) {
    fault.compareAndSet(null, broken);
    post(new Event.Nudged(now()));
  }

  private Optional<Event> first(Optional<Instant> wakeAt) throws InterruptedException {
    if (wakeAt.isEmpty()) {
      return Optional.of(queue.take());
    }
    long millis = Math.max(0, Duration.between(now(), wakeAt.get()).toMillis() + 1);
    return Optional.ofNullable(queue.poll(millis, TimeUnit.MILLISECONDS));
  }
}
