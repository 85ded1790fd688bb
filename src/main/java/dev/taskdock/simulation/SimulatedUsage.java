package dev.taskdock.simulation;

import dev.taskdock.engine.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// What a simulated container uses: nothing but a little more traffic each time, and time passes
/// faster than at a real engine.
final class SimulatedUsage implements Subscription {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private final SimulatedContainer container;
  private final Consumer<String> samples;
  private Instant before = Instant.EPOCH;
  private int count;
  private volatile boolean closed;

  private SimulatedUsage(SimulatedContainer container, Consumer<String> samples) {
    this.container = container;
    this.samples = samples;
  }

  static Subscription of(SimulatedContainer container, Consumer<String> samples) {
    var usage = new SimulatedUsage(container, samples);
    Moments.after(PAUSE, usage::tell);
    return usage;
  }

  @Override
  public void close() {
    closed = true;
  }

  /// Each sample is told before the next is due, so there is one at a time.
  private void tell() {
    if (closed || !container.isRunning()) {
      return;
    }
    count++;
    var now = Instant.now();
    samples.accept(
        """
        {"read":"%s","preread":"%s","pids_stats":{"current":1},"blkio_stats":{},"num_procs":0,\
        "storage_stats":{},"cpu_stats":{},"precpu_stats":{},"memory_stats":{"usage":4096},\
        "networks":{"eth0":{"rx_bytes":%d,"tx_bytes":%d}}}\
        """
            .formatted(now, before, count * 1000, count * 500));
    before = now;
    Moments.after(PAUSE, this::tell);
  }
}
