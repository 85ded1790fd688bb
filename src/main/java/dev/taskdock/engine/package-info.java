/// The port to a container engine, and the small vocabulary that crosses it.
///
/// What may be asked is [dev.taskdock.engine.Engine]; what is asked for is a `…Spec`; what comes
/// back is a `…Facts`, a snapshot or an event; what can go wrong is the sealed
/// [dev.taskdock.engine.EngineFailure], carried by the one exception of this program's edges,
/// [dev.taskdock.engine.EngineException]. No technology shows: an implementation lives in a package
/// of its own (`engine.docker`), a scripted one in `simulation`, and one contract test runs against
/// both.
///
/// Everything we make carries labels ([dev.taskdock.engine.Labels]). They are the only record:
/// `ps`, `down` and `prune` find our things by them, from any terminal, after any crash.
@org.jspecify.annotations.NullMarked
package dev.taskdock.engine;
