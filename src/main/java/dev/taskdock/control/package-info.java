/// The loop: events in, fold, decide, perform, publish.
///
/// [dev.taskdock.control.Loop] is one thread and a few lines. What is time and what are events
/// comes from one port, [dev.taskdock.control.Timeline]: live, a queue and the system clock;
/// simulated, a queue that jumps, so an hour of waiting runs in milliseconds. What is to be done
/// goes to another, [dev.taskdock.control.Performer]: live, [dev.taskdock.control.EnginePerformer],
/// which runs each action on a virtual thread of its own and posts exactly one event when it ends.
/// It decides nothing.
///
/// Why no lock, no state machine per task? Everything that changes is an event on one queue, and
/// the decision over the whole world costs less than one answer of an engine.
@org.jspecify.annotations.NullMarked
package dev.taskdock.control;
