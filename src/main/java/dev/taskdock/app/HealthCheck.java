package dev.taskdock.app;

import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.HttpProbe;
import dev.taskdock.routing.HealthReason;
import dev.taskdock.routing.HealthRecord;
import dev.taskdock.routing.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The health checks of one target, one after another from its registration until it has left.
final class HealthCheck {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile HealthRecord record = HealthRecord.CHECKED_FIRST;
  private volatile Optional<Probe> last = Optional.empty();

  /// One check that was made.
  record Probe(Instant at, Duration took, ProbeResult result) {
    /// What came back, as a person wants to know it.
    String words() {
      return switch (result) {
        case ProbeResult.Answered(int status) -> "answered " + status + " in " + millis();
        case ProbeResult.Connected _ -> "connected in " + millis();
        case ProbeResult.TimedOut _ -> "no answer within " + millis();
        case ProbeResult.Broken(var why) -> why;
        case ProbeResult.WithoutGrpcStatus _ -> "answered without grpc-status in " + millis();
        case ProbeResult.NotDone _ -> "could not be checked";
      };
    }

    private String millis() {
      return took.toMillis() + " ms";
    }
  }

  private HealthCheck() {}

  /// Begins with the first.
  ///
  /// @param mark of the packets of its load balancer
  /// @param othersHealthy whether another target of the group is healthy
  /// @param changed told whenever its state or the reason for it is another
  static HealthCheck begin(
      TargetId target,
      TargetGroup group,
      int mark,
      InstantSource clock,
      BooleanSupplier othersHealthy,
      Consumer<HealthRecord> changed) {
    var it = new HealthCheck();
    Thread.ofVirtual()
        .name("health of " + target)
        .start(() -> it.repeat(target, group, mark, clock, othersHealthy, changed));
    return it;
  }

  private void repeat(
      TargetId target,
      TargetGroup group,
      int mark,
      InstantSource clock,
      BooleanSupplier othersHealthy,
      Consumer<HealthRecord> changed) {
    var check = group.healthCheck();
    boolean introduced = group.flows().filter(FlowAttributes::proxyProtocol).isPresent();
    try {
      do {
        var before = record;
        long began = System.nanoTime();
        var result = HttpProbe.probe(target, check, mark, introduced);
        last =
            Optional.of(
                new Probe(clock.instant(), Duration.ofNanos(System.nanoTime() - began), result));
        record = before.after(result, check, clock.instant(), othersHealthy.getAsBoolean());
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

  /// How its target does, for a person.
  FrontStatus.Enrolled status(TargetGroupName group, TargetId id, int outstanding) {
    return status(record, group, id, last, outstanding);
  }

  /// How a target does, by its record and its last check.
  static FrontStatus.Enrolled status(
      HealthRecord record,
      TargetGroupName group,
      TargetId id,
      Optional<Probe> last,
      int outstanding) {
    return new FrontStatus.Enrolled(
        group.value(),
        id.toString(),
        record.state().word(),
        record.reason().map(HealthReason::code),
        Optional.of(record.description()).filter(text -> !text.isEmpty()),
        last.map(Probe::words),
        outstanding);
  }

  /// Ends them.
  void end() {
    ended.countDown();
  }
}
