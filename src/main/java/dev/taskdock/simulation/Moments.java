package dev.taskdock.simulation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Real time, for a simulation that blocks and calls back like a real engine.
final class Moments {
  private static final Executor CALLERS =
      task -> Thread.ofVirtual().name("simulated engine").start(task);

  private Moments() {}

  /// Runs something after a while, on a thread of its own.
  static void after(Duration delay, Runnable what) {
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, CALLERS).execute(what);
  }

  /// Returns after a while.
  static void pass(Duration delay) {
    if (delay.isPositive()) {
      var passed = new CompletableFuture<Duration>();
      after(delay, () -> passed.complete(delay));
      var _ = passed.join();
    }
  }
}
