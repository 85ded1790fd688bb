package dev.taskdock.engine;

import java.time.Instant;
import java.util.Map;

/// Something that happened to a container with our labels.
public sealed interface EngineEvent {
  /// The container's id.
  String id();

  /// The container's labels.
  Map<String, String> labels();

  /// When, by the engine's clock.
  Instant at();

  /// Its process began to run.
  record Started(String id, Map<String, String> labels, Instant at) implements EngineEvent {
    public Started {
      labels = Map.copyOf(labels);
    }
  }

  /// Its process ended. The engine says separately whether memory was why, before this.
  record Died(String id, Map<String, String> labels, Instant at, int exitCode)
      implements EngineEvent {
    public Died {
      labels = Map.copyOf(labels);
    }
  }

  /// The kernel killed a process of it for memory; its first process may live on.
  record OutOfMemory(String id, Map<String, String> labels, Instant at) implements EngineEvent {
    public OutOfMemory {
      labels = Map.copyOf(labels);
    }
  }

  /// A signal was sent to it through the engine, by us or by somebody else.
  record Signalled(String id, Map<String, String> labels, Instant at, String signal)
      implements EngineEvent {
    public Signalled {
      labels = Map.copyOf(labels);
    }
  }

  /// Its health probe changed its mind.
  record HealthChanged(
      String id, Map<String, String> labels, Instant at, ContainerSnapshot.ProbeStatus health)
      implements EngineEvent {
    public HealthChanged {
      labels = Map.copyOf(labels);
    }
  }

  /// It was removed.
  record Removed(String id, Map<String, String> labels, Instant at) implements EngineEvent {
    public Removed {
      labels = Map.copyOf(labels);
    }
  }
}
