package dev.taskdock.state;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// How far one container of a task has come.
public sealed interface ContainerState {
  /// The engine has no such container yet.
  record Absent() implements ContainerState {}

  /// The engine has it; it has never run.
  record Created(String engineId) implements ContainerState {}

  /// Its process runs.
  record Running(String engineId, Instant startedAt, Health health) implements ContainerState {}

  /// It ran and ended, or it can never run.
  ///
  /// @param engineId empty where it was never made
  /// @param startedAt empty where it never ran
  /// @param exitCode empty where it has none
  /// @param reason set for abnormal ends, as `ErrorName: message`
  record Stopped(
      Optional<String> engineId,
      Optional<Instant> startedAt,
      OptionalInt exitCode,
      Optional<String> reason,
      Instant at)
      implements ContainerState {
    /// It never ran and never will, because its task is over.
    static Stopped never(ContainerState known, Instant at) {
      return new Stopped(known.id(), Optional.empty(), OptionalInt.empty(), Optional.empty(), at);
    }

    /// Whether this is the end of something that was tried, not of something that was never due.
    boolean isOwn() {
      return startedAt.isPresent() || exitCode.isPresent() || reason.isPresent();
    }
  }

  /// The engine's id, where the engine has it.
  default Optional<String> id() {
    return switch (this) {
      case Absent _ -> Optional.empty();
      case Created(var id) -> Optional.of(id);
      case Running(var id, _, _) -> Optional.of(id);
      case Stopped(var id, _, _, _, _) -> id;
    };
  }

  /// The word of `containers[].lastStatus`.
  default String word() {
    return switch (this) {
      case Absent _, Created _ -> "PENDING";
      case Running _ -> "RUNNING";
      case Stopped _ -> "STOPPED";
    };
  }

  /// Whether it is over.
  default boolean isStopped() {
    return this instanceof Stopped;
  }

  /// Whether its process runs now.
  default boolean isRunning() {
    return this instanceof Running;
  }
}
