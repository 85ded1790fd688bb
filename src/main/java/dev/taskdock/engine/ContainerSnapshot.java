package dev.taskdock.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A container as the engine sees it at one moment.
///
/// A snapshot from a listing may lack what only a detailed look gives: `oomKilled`, `error`, the
/// two instants and the address.
///
/// @param exitCode set once it has stopped
/// @param health empty where it has no probe
/// @param probeOutput what the last probe printed, at most some kilobytes of it
/// @param error what the engine says went wrong when it started
/// @param address its own address on its network, empty where it has joined another's
/// @param publications ports reachable from the engine's host, with the host ports really used
public record ContainerSnapshot(
    String id,
    String name,
    String image,
    Map<String, String> labels,
    Status status,
    OptionalInt exitCode,
    boolean oomKilled,
    Optional<ProbeStatus> health,
    Optional<String> probeOutput,
    Optional<String> error,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<String> address,
    List<Publication> publications) {
  public ContainerSnapshot {
    labels = Map.copyOf(labels);
    publications = List.copyOf(publications);
  }

  /// What a container is doing.
  public enum Status {
    CREATED,
    RUNNING,
    EXITED
  }

  /// What its health probe says.
  public enum ProbeStatus {
    STARTING,
    HEALTHY,
    UNHEALTHY
  }
}
