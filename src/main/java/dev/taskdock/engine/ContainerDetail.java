package dev.taskdock.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What only a closer look at a container tells.
///
/// @param mac the hardware address of its own interface, empty where it has none
/// @param writtenBytes how much it has written over its image, volumes excepted
/// @param lastProbe how its health probe ended last, empty before the first time
public record ContainerDetail(
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<String> mac,
    OptionalLong writtenBytes,
    Optional<ProbeResult> lastProbe) {
  /// The end of one run of a health probe.
  ///
  /// @param output what it printed, as much as the engine kept
  public record ProbeResult(Instant at, int exitCode, String output) {}
}
