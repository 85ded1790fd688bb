package dev.taskdock.app;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// Load balancers alone, in front of targets that are written down: `taskdock lb`. Needs no engine.
public final class Frontage implements FrontDesk, AutoCloseable {
  private final TrafficNotes traffic;
  private final Doors doors;
  private final WrittenTargets targets;

  private Frontage(Workload.Front front, Consumer<String> note) {
    this.traffic =
        new TrafficNotes(note, line -> note.accept(line.text()), _ -> {}, InstantSource.system());
    this.targets = WrittenTargets.of(front, note);
    this.doors = Doors.open(front, targets.pools(), Gate.OPEN, traffic, traffic::say, note);
    targets.begin(Clock.systemUTC(), this::publish);
  }

  /// Opens the sockets and begins to check the targets.
  ///
  /// @param note takes what is worth a line
  public static Frontage open(Workload.Front front, Consumer<String> note) {
    return new Frontage(front, note);
  }

  private synchronized void publish() {
    doors.use(targets.pools());
  }

  @Override
  public FrontStatus status() {
    return doors.status(targets.statuses(doors::outstanding));
  }

  @Override
  public Optional<RouteExplanation> why(Inquiry inquiry) {
    return doors.why(inquiry);
  }

  /// Takes no further connections, and waits until the requests that are under way are answered.
  ///
  /// @return whether they were, within `patience`
  /// @throws InterruptedException when the calling thread is interrupted
  public boolean drain(Duration patience) throws InterruptedException {
    return doors.drain(patience);
  }

  @Override
  public void close() {
    targets.close();
    doors.close();
    traffic.close();
  }
}
