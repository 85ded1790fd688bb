package dev.taskdock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What a test was told by an engine, and ways to wait for it.
public final class Recorder implements LogSink {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<EngineEvent> events = new CopyOnWriteArrayList<>();
  private final List<EngineException> losses = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final List<Instant> times = new CopyOnWriteArrayList<>();
  private final AtomicInteger ends = new AtomicInteger();
  private final Runnable moment;

  /// @param moment lets a moment pass between two looks
  public Recorder(Runnable moment) {
    this.moment = moment;
  }

  /// Lets a moment of real time pass.
  public static void aRealMoment() {
    try {
      boolean never = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
      assertThat(never).isFalse();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Consumer<EngineEvent> events() {
    return events::add;
  }

  public Consumer<EngineException> losses() {
    return losses::add;
  }

  @Override
  public synchronized void piece(Stream stream, Instant at, byte[] bytes, int offset, int length) {
    times.add(at);
    (stream == Stream.STDOUT ? output : errors).write(bytes, offset, length);
  }

  @Override
  public void end() {
    ends.incrementAndGet();
  }

  /// Waits until something holds.
  public void await(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("still waiting: %s; events %s, output %s", what, events, output())
          .isLessThan(deadline);
      moment.run();
    }
  }

  /// Waits for an event and returns it.
  public EngineEvent awaitEvent(String what, Predicate<EngineEvent> wanted) {
    await(what, () -> events.stream().anyMatch(wanted));
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }

  public EngineEvent.Died awaitDeath(String id) {
    return (EngineEvent.Died)
        awaitEvent("death", event -> event instanceof EngineEvent.Died && event.id().equals(id));
  }

  public void awaitEnd() {
    await("the end of the output", () -> ends.get() > 0);
  }

  public void awaitOutput(String text) {
    await("output " + text, () -> output().contains(text));
  }

  public List<EngineEvent> eventsOf(String id) {
    return events.stream().filter(event -> event.id().equals(id)).toList();
  }

  public List<EngineEvent> allEvents() {
    return new ArrayList<>(events);
  }

  public List<EngineException> allLosses() {
    return new ArrayList<>(losses);
  }

  public List<Instant> times() {
    return new ArrayList<>(times);
  }

  public int ends() {
    return ends.get();
  }

  public synchronized byte[] bytes() {
    return output.toByteArray();
  }

  public synchronized String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  public synchronized String errors() {
    return errors.toString(StandardCharsets.UTF_8);
  }
}
