package dev.taskdock.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The task's network namespace, held by one small container.
public sealed interface Sandbox {
  /// Not made yet.
  record Absent() implements Sandbox {}

  /// Its holder exists, so containers may be made to join it; it does not run yet.
  record Created(String holderId) implements Sandbox {}

  /// The namespace is there, its packet rules in place.
  ///
  /// @param address the task's one address, its ENI's
  /// @param endpoints where its declared ports are reachable from the laptop
  record Ready(String holderId, String address, List<Endpoint> endpoints) implements Sandbox {
    public Ready {
      endpoints = List.copyOf(endpoints);
    }
  }

  /// It could not be made, or was lost.
  record Failed(Optional<String> holderId, String reason, Instant at) implements Sandbox {}

  /// It was removed, with everything in it.
  ///
  /// @param failure what had become of it before, where that is why its task stopped
  record Removed(Optional<Failed> failure, Instant at) implements Sandbox {
    /// It was removed when it was not needed any more.
    public Removed(Instant at) {
      this(Optional.empty(), at);
    }
  }

  /// The holder's engine id, where the engine has it.
  default Optional<String> holder() {
    return switch (this) {
      case Absent _, Removed _ -> Optional.empty();
      case Created(var id) -> Optional.of(id);
      case Ready(var id, _, _) -> Optional.of(id);
      case Failed(var id, _, _) -> id;
    };
  }
}
