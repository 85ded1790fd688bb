/// What is wanted and what is known, as two immutable values, and the fold between them.
///
/// [dev.taskdock.state.Desired] says which tasks there should be; [dev.taskdock.state.Observed]
/// says what is known of each task, image and running action. `Observed` moves only by
/// [dev.taskdock.state.Observed#after] (an [dev.taskdock.state.Event] arrived) and
/// [dev.taskdock.state.Observed#starting] (an action was begun). Nothing here knows an engine, a
/// thread or a clock: every instant comes in with an event.
///
/// Derived things are computed, never stored: a task's [dev.taskdock.state.TaskStatus] and the
/// reason it stops ([dev.taskdock.state.TaskStop]) are functions of its containers. A stored status
/// can lie.
///
/// A service has a history that cannot be computed from its tasks alone, its deployments and what
/// it has told: [dev.taskdock.state.ServiceState]. It moves with each decision of the service
/// scheduler, which is a function of `Desired`, `Observed` and the time as all others. Which target
/// is registered, and as what, is computed from it: [dev.taskdock.state.Registration].
///
/// An action in flight is an [dev.taskdock.state.Activity], named here and not in `reconcile`,
/// because what is under way is part of what is known; that is what makes a decision safe to
/// repeat.
@org.jspecify.annotations.NullMarked
package dev.taskdock.state;
