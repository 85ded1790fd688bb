package dev.taskdock.proxy;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.routing.Route;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Facts about traffic on their way from the event loops to whoever counts and writes them. There
/// is room for so many; what comes when there is none is lost, and that is counted: requests do not
/// wait for their log.
public final class Tally implements Traffic {
  /// One fact.
  public sealed interface Fact {
    /// A request is done.
    record Done(Served served) implements Fact {}

    /// A target failed a request; see [Traffic#failed].
    record Failed(Failure failure, int status) implements Fact {}

    /// The load balancer refused a request; see [Traffic#refused].
    record Refused(int status, String why) implements Fact {}
  }

  private final ArrayBlockingQueue<Fact> facts;
  private final AtomicLong lost = new AtomicLong();
  private final boolean wantsTexts;

  /// @param wantsTexts whether each request is to come with its texts, as a log needs them
  public Tally(int room, boolean wantsTexts) {
    facts = new ArrayBlockingQueue<>(room);
    this.wantsTexts = wantsTexts;
  }

  /// Gives away what there is, oldest first.
  public void drain(Consumer<Fact> to) {
    for (var fact = facts.poll(); fact != null; fact = facts.poll()) {
      to.accept(fact);
    }
  }

  /// How many facts there was no room for.
  public long lost() {
    return lost.get();
  }

  @Override
  public boolean wantsTexts() {
    return wantsTexts;
  }

  @Override
  public void done(Served served) {
    offer(new Fact.Done(served));
  }

  @Override
  public void failed(TargetGroupName group, Failure failure, int status) {
    offer(new Fact.Failed(failure, status));
  }

  @Override
  public void refused(int status, String why, Optional<Route> route) {
    offer(new Fact.Refused(status, why));
  }

  private void offer(Fact fact) {
    if (!facts.offer(fact)) {
      lost.incrementAndGet();
    }
  }
}
