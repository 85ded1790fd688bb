/// The obligations of a task over time, played by the real loop on the simulation.
///
/// A scenario is a [dev.taskdock.scenario.World] (a definition, what its images do, what happens
/// when) and the [dev.taskdock.scenario.Story] that comes of it; one obligation each. The property
/// tests walk through worlds made by chance, each of them repeatable by its seed.
@org.jspecify.annotations.NullMarked
package dev.taskdock.scenario;
