package dev.taskdock.control;

import dev.taskdock.reconcile.Reconciler;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Observed;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Learn what happened, decide, act, tell; until there is nothing left to do.
public final class Loop {
  private final Timeline timeline;
  private final Performer performer;
  private final Consumer<Snapshot> watcher;
  private final AtomicReference<Desired> desired;
  private final Observed known;

  /// @param watcher told of every turn, on the loop's thread
  /// @param known what is known at the beginning: nothing, or what was found by its labels
  public Loop(
      Timeline timeline,
      Performer performer,
      Consumer<Snapshot> watcher,
      Desired desired,
      Observed known) {
    this.timeline = timeline;
    this.performer = performer;
    this.watcher = watcher;
    this.desired = new AtomicReference<>(desired);
    this.known = known;
  }

  /// Changes what is wanted, from any thread.
  public void want(UnaryOperator<Desired> change) {
    desired.updateAndGet(change);
    timeline.post(new Event.Nudged(timeline.now()));
  }

  /// Turns until it is over, and returns what is known then.
  ///
  /// @throws InterruptedException when the calling thread is interrupted
  public Observed run() throws InterruptedException {
    var observed = known.accepting(desired.get(), timeline.now());
    List<Event> events = List.of();
    while (true) {
      var wanted = desired.get();
      var plan = Reconciler.decide(wanted, observed, timeline.now());
      observed = observed.starting(plan.activities());
      plan.actions().forEach(performer::perform);
      watcher.accept(new Snapshot(wanted, observed, events, plan));
      if (Reconciler.isOver(wanted, observed)) {
        return observed;
      }
      events = timeline.next(plan.wakeAt());
      observed = observed.after(events);
    }
  }
}
