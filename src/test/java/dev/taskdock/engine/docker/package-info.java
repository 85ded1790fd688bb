/// The port over Docker's HTTP API: its parts without an engine, and all of it against a real one.
@org.jspecify.annotations.NullMarked
package dev.taskdock.engine.docker;
