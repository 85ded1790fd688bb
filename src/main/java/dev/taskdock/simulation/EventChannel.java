package dev.taskdock.simulation;

import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.Subscription;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// One subscriber to the events of a simulated engine, served by a thread of its own, in order.
final class EventChannel implements Subscription {
  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Map<String, String> labels;
  private final Consumer<EngineEvent> sink;
  private final Consumer<EngineException> lost;
  private final Thread thread;
  private volatile boolean closed;

  EventChannel(
      Map<String, String> labels, Consumer<EngineEvent> sink, Consumer<EngineException> lost) {
    this.labels = Map.copyOf(labels);
    this.sink = sink;
    this.lost = lost;
    this.thread = Thread.ofVirtual().name("simulated events").start(this::serve);
  }

  void tell(EngineEvent event) {
    if (Match.all(labels, event.labels())) {
      queue.add(() -> sink.accept(event));
    }
  }

  void lose(EngineException why) {
    queue.add(() -> {
      closed = true;
      lost.accept(why);
    });
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void serve() {
    try {
      while (!closed) {
        var next = queue.take();
        if (!closed) {
          next.run();
        }
      }
    } catch (InterruptedException _) {
      // Closed while it waited.
    }
  }
}
