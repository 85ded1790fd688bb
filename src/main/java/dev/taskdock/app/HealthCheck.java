package dev.taskdock.app;

import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.HttpProbe;
import dev.taskdock.routing.HealthRecord;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The health checks of one target, one after another from its registration until it has left.
final class HealthCheck {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile HealthRecord record = HealthRecord.CHECKED_FIRST;

  private HealthCheck() {}

  /// Begins with the first.
  ///
  /// @param mark of the packets of its load balancer
  /// @param othersHealthy whether another target of the group is healthy
  /// @param changed told whenever its state or the reason for it is another
  static HealthCheck begin(
      TargetId target,
      TargetHealthCheck check,
      int mark,
      InstantSource clock,
      BooleanSupplier othersHealthy,
      Consumer<HealthRecord> changed) {
    var it = new HealthCheck();
    Thread.ofVirtual()
        .name("health of " + target)
        .start(() -> it.repeat(target, check, mark, clock, othersHealthy, changed));
    return it;
  }

  private void repeat(
      TargetId target,
      TargetHealthCheck check,
      int mark,
      InstantSource clock,
      BooleanSupplier othersHealthy,
      Consumer<HealthRecord> changed) {
    try {
      do {
        var before = record;
        record =
            before.after(
                HttpProbe.probe(target, check, mark),
                check,
                clock.instant(),
                othersHealthy.getAsBoolean());
        boolean another =
            record.state() != before.state() || !record.description().equals(before.description());
        if (another && ended.getCount() > 0) {
          changed.accept(record);
        }
      } while (!ended.await(check.interval().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is known by now.
  HealthRecord record() {
    return record;
  }

  /// Ends them.
  void end() {
    ended.countDown();
  }
}
