/// The loop: events in, fold, decide, perform, publish.
///
/// [dev.taskdock.control.Loop] is one thread and a few lines. What is time and what are events
/// comes from one port, [dev.taskdock.control.Timeline]: live, a queue and the system clock;
/// simulated, a queue that jumps, so an hour of waiting runs in milliseconds. What is to be done
/// goes to another, [dev.taskdock.control.Performer]: live, [dev.taskdock.control.EnginePerformer],
/// which runs each action on a virtual thread of its own and posts exactly one event when it ends.
/// It decides nothing.
///
/// What users ask of services while they run is a [dev.taskdock.control.ServiceRequest], handed to
/// [dev.taskdock.control.Loop#request] from any thread: scale, deploy, stop a replica, down. What
/// load balancers say of targets is an event, [dev.taskdock.state.Event.TargetHealthChanged],
/// posted to the timeline; whom they send requests to is computed from the snapshot that a watcher
/// gets, with [dev.taskdock.state.Registration#of]. A performer looks up the tasks that services
/// launch in the [dev.taskdock.control.Roster] it shares with the loop. A loop with services is
/// begun with [dev.taskdock.state.Observed#nothing] and a seed of chance.
///
/// Why no lock, no state machine per task? Everything that changes is an event on one queue, and
/// the decision over the whole world costs less than one answer of an engine.
@org.jspecify.annotations.NullMarked
package dev.taskdock.control;
