/// The port over Docker's HTTP API.
@org.jspecify.annotations.NullMarked
package dev.taskdock.engine.docker;
