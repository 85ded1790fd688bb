package dev.taskdock.routing;

import dev.taskdock.model.TargetId;
import java.time.Instant;
import java.util.Optional;

/// A target of a group, as far as choosing among them needs to know it.
///
/// @param rampsSince when its slow start began; empty where it has none
/// @param weight its share beside the others', 1 for one that behaves
public record Member(TargetId id, Standing standing, Optional<Instant> rampsSince, double weight) {
  /// What its health checks say.
  public enum Standing {
    /// None has passed yet.
    INITIAL,
    HEALTHY,
    UNHEALTHY,
    /// It is leaving, and gets nothing new.
    DRAINING
  }

  /// With its full share.
  public static Member of(TargetId id, Standing standing) {
    return new Member(id, standing, Optional.empty(), 1);
  }
}
