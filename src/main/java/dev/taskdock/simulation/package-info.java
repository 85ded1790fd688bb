/// An engine, and a time, that are not real but behave like real ones.
///
/// Two stand-ins at two heights. [dev.taskdock.simulation.SimulatedPerformer] with
/// [dev.taskdock.simulation.SimulatedTimeline] replaces the edges of the loop: time jumps, a
/// [dev.taskdock.simulation.Script] says what becomes of images, [dev.taskdock.simulation.Faults]
/// what goes wrong besides, and the same seed gives the same world.
/// [dev.taskdock.simulation.SimulatedEngine] replaces the engine itself, in real time and with
/// threads; the contract that holds for Docker holds for it.
///
/// [dev.taskdock.simulation.SimulatedBalancer] stands in for the health checks of load balancers.
///
/// [dev.taskdock.simulation.Rehearsal] is the loop itself run on the first pair, and its
/// [dev.taskdock.simulation.Transcript] is what `taskdock plan` prints: the dry run is no second
/// implementation. It is production code for that reason, and the tests use it for the same.
///
/// Why not one stand-in? Virtual time needs a single thread to be repeatable; the port's callers
/// block on many. What both say of a container is one [dev.taskdock.simulation.Behaviour].
@org.jspecify.annotations.NullMarked
package dev.taskdock.simulation;
