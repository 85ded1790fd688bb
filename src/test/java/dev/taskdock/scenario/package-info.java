/// The obligations of a task over time, played by the real loop on the simulation.
///
/// A scenario is a [dev.taskdock.scenario.World] (a definition, what its images do, what happens
/// when) and the [dev.taskdock.scenario.Story] that comes of it; one obligation each. The property
/// tests walk through worlds made by chance, each of them repeatable by its seed.
///
/// A [dev.taskdock.scenario.Lifecycle] is a text of which both engines make something: simulated in
/// no time, and real with scripts for a shell. What comes of it is the same text on both.
@org.jspecify.annotations.NullMarked
package dev.taskdock.scenario;
