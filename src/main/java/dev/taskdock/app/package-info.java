/// The composition root: opens, wires and closes everything.
///
/// [dev.taskdock.app.Taskdock] is the way in: it opens an engine and offers what the commands need.
/// [dev.taskdock.app.Run] is one `taskdock run`: the loop, its performer, followers of output and
/// the sweep that survives us. [dev.taskdock.app.Adoption] finds tasks again by their labels and
/// makes the same two values of them that a run starts with, so `stop` and `down` are the same loop
/// with nothing wanted any more, and `ps` derives the same states. An `up` whose predecessor was
/// killed begins with such values ([dev.taskdock.app.Resumption]); who may, and who sweeps where
/// nobody does, is settled by [dev.taskdock.app.ProjectClaim].
///
/// [dev.taskdock.app.Doors] are the sockets of load balancers with all that is told of their
/// traffic: meters, logs, what `lb status` and `lb why` ask. [dev.taskdock.app.Balancers] lets
/// their targets follow the tasks; [dev.taskdock.app.Frontage] has those that are written down.
///
/// This package knows everything below it and decides nothing about tasks. What it shows goes
/// through [dev.taskdock.app.RunListener]; it prints nothing itself. Departing from the first
/// design it may use the values of `launch` and `reconcile` (an owner, how ports are published, a
/// plan's holds): copying them into look-alikes would only hide the arrow.
@org.jspecify.annotations.NullMarked
package dev.taskdock.app;
