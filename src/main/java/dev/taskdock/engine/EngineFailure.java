package dev.taskdock.engine;

/// What can go wrong at the engine, as far as a decision or an explanation depends on it.
public sealed interface EngineFailure {
  /// The engine's words, one line.
  String message();

  /// There is no such image, here or in its registry, or the registry did not let us.
  record ImageNotFound(String image, String message) implements EngineFailure {}

  /// The registry cannot be reached.
  record RegistryUnreachable(String image, String message) implements EngineFailure {}

  /// There is no such container (any more).
  record NoSuchContainer(String id, String message) implements EngineFailure {}

  /// A port to be published is in use on the engine's host.
  record PortTaken(String message) implements EngineFailure {}

  /// A name is in use.
  record NameTaken(String message) implements EngineFailure {}

  /// A subnet overlaps with one in use.
  record SubnetTaken(String message) implements EngineFailure {}

  /// A build step failed.
  record BuildFailed(String message) implements EngineFailure {}

  /// The engine's disk is full.
  record NoSpace(String message) implements EngineFailure {}

  /// The engine did not answer, or stopped answering.
  record Unreachable(String message) implements EngineFailure {}

  /// The engine answered no.
  record Refused(String message) implements EngineFailure {}
}
