package dev.taskdock.smoke;

import dev.taskdock.probe.HttpAsk;
import dev.taskdock.probe.Observation;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Requests at a steady rate, as a load balancer's clients make them, until it is closed.
final class Load implements AutoCloseable {
  private static final int EVERY_MILLIS = 20;
  private static final int MOST_AT_ONCE = 32;
  private static final int MOST_FAULTS = 3;

  private final HttpEdge edge;
  private final URI base;
  private final HttpAsk ask;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Set<String> faults = new LinkedHashSet<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("load").unstarted(task));

  private Load(HttpEdge edge, URI base, HttpAsk ask) {
    this.edge = edge;
    this.base = base;
    this.ask = ask;
  }

  /// Begins: fifty requests a second, as long as the replies come.
  static Load begin(HttpEdge edge, URI base, HttpAsk ask) {
    var load = new Load(edge, base, ask);
    var _ = load.clock.scheduleAtFixedRate(load::tick, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return load;
  }

  private void tick() {
    if (room.tryAcquire()) {
      Thread.ofVirtual().name("load request").start(this::request);
    }
  }

  private void request() {
    try {
      var seen = edge.ask(base, ask, List.of());
      requests.incrementAndGet();
      switch (seen) {
        case Observation.Replied reply when reply.status() < 500 -> {}
        case Observation.Replied reply -> fault("status " + reply.status());
        case Observation.Unanswered(_, var why) -> fault(why);
        case Observation.Came _,
            Observation.Missed _,
            Observation.Untried _,
            Observation.Connected _,
            Observation.Ran _,
            Observation.Resolved _,
            Observation.Document _,
            Observation.Exited _,
            Observation.Stopped _,
            Observation.Rolled _ ->
            throw new IllegalStateException("not an answer: " + seen);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  private void fault(String what) {
    failed.incrementAndGet();
    synchronized (faults) {
      if (faults.size() < MOST_FAULTS) {
        faults.add(what);
      }
    }
  }

  long requests() {
    return requests.get();
  }

  long failed() {
    return failed.get();
  }

  List<String> faults() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  /// Makes no further request and waits for those under way.
  void end() throws InterruptedException {
    clock.shutdownNow();
    room.acquire(MOST_AT_ONCE);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
