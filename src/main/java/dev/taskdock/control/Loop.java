package dev.taskdock.control;

import dev.taskdock.reconcile.Reconciler;
import dev.taskdock.reconcile.ServiceScheduler;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.Observed;
import dev.taskdock.state.StopRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Learn what happened, decide, act, tell; until there is nothing left to do.
public final class Loop {
  private final Timeline timeline;
  private final Performer performer;
  private final Consumer<Snapshot> watcher;
  private final Roster roster;
  private final AtomicReference<Desired> desired;
  private final Observed known;

  /// A loop whose performer needs to be told of no task: all are there from the beginning.
  ///
  /// @param watcher told of every turn, on the loop's thread
  /// @param known what is known at the beginning: nothing, or what was found by its labels
  public Loop(
      Timeline timeline,
      Performer performer,
      Consumer<Snapshot> watcher,
      Desired desired,
      Observed known) {
    this(timeline, performer, watcher, new Roster(), desired, known);
  }

  /// A loop whose services launch tasks.
  ///
  /// @param roster where its performer looks up their definitions
  public Loop(
      Timeline timeline,
      Performer performer,
      Consumer<Snapshot> watcher,
      Roster roster,
      Desired desired,
      Observed known) {
    this.timeline = timeline;
    this.performer = performer;
    this.watcher = watcher;
    this.roster = roster;
    this.desired = new AtomicReference<>(desired);
    this.known = known;
  }

  /// Changes what is wanted, from any thread. Tasks and services may be added at any time.
  public void want(UnaryOperator<Desired> change) {
    desired.updateAndGet(change);
    timeline.post(new Event.Nudged(timeline.now()));
  }

  /// Asks something of the services, from any thread. A service that is not there is left out of
  /// account: whoever asks has looked.
  public void request(ServiceRequest request) {
    switch (request) {
      case ServiceRequest.Put(var service) -> want(d -> d.with(service));
      case ServiceRequest.Scale(var name, var count) ->
          want(d -> d.with(name, service -> service.withDesiredCount(count)));
      case ServiceRequest.AutoScale(var name, var count, var activities) -> {
        activities.forEach(a -> timeline.post(new Event.Scaled(name, a, timeline.now())));
        count.ifPresent(n -> want(d -> d.with(name, service -> service.withDesiredCount(n))));
      }
      case ServiceRequest.Deploy(var name, var revision) ->
          want(d ->
              d.with(name, service -> service.with(revision.orElseGet(service.revision()::again))));
      case ServiceRequest.StopReplica(var task, var reason) -> {
        var byUser = StopRequest.byUser(timeline.now());
        timeline.post(
            new Event.StopAsked(Optional.of(task), reason.map(byUser::because).orElse(byUser)));
      }
      case ServiceRequest.Protect(var task, var until) ->
          timeline.post(new Event.TaskProtected(task, until, timeline.now()));
      case ServiceRequest.SetAlarm(var alarm, var inAlarm) ->
          timeline.post(new Event.AlarmChanged(alarm, inAlarm, timeline.now()));
      case ServiceRequest.Continue(var hook, var rollsBack) ->
          timeline.post(
              new Event.HookAnswered(
                  hook,
                  rollsBack ? new HookAnswer.Failed("got ROLLBACK") : new HookAnswer.Succeeded(),
                  timeline.now()));
      case ServiceRequest.Down _ -> want(Desired::withoutServices);
      case ServiceRequest.Kill _ -> {
        want(Desired::withoutServices);
        var byUser = StopRequest.byUser(timeline.now());
        timeline.post(new Event.StopAsked(Optional.empty(), byUser.forced()));
      }
    }
  }

  /// Turns until it is over, and returns what is known then.
  ///
  /// @throws InterruptedException when the calling thread is interrupted
  public Observed run() throws InterruptedException {
    var observed = known;
    List<Event> events = List.of();
    while (true) {
      var wanted = desired.get();
      var now = timeline.now();
      var schedule = ServiceScheduler.decide(wanted, observed.accepting(wanted, now), now);
      var plan =
          Reconciler.decide(schedule.desired(), schedule.observed(), now)
              .wakingAt(schedule.wakeAt());
      roster.take(schedule.desired());
      observed = schedule.observed().starting(plan.activities());
      plan.actions().forEach(performer::perform);
      watcher.accept(new Snapshot(schedule.desired(), observed, events, plan));
      if (Reconciler.isOver(schedule.desired(), observed)) {
        return observed;
      }
      events = timeline.next(plan.wakeAt());
      observed = observed.after(events);
    }
  }
}
