package dev.taskdock.app;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Closer looks at containers, remembered until what is known of a container changes, and for some
/// seconds at most: how much a container has written changes without an event.
final class CloserLooks {
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Engine engine;
  private final InstantSource clock;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  private record Look(ContainerDetail detail, Object state, Instant at) {}

  CloserLooks(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /// What the engine said of a container in this state; what it said last where it has gone.
  Optional<ContainerDetail> at(String id, Object state) {
    var now = clock.instant();
    var known = Optional.ofNullable(looks.get(id));
    if (known.filter(l -> l.state().equals(state) && l.at().plus(FRESH).isAfter(now)).isEmpty()) {
      try {
        known = Optional.of(new Look(engine.detail(id), state, now));
        looks.put(id, known.get());
      } catch (EngineException _) {
        // It was removed meanwhile, or the engine went: the loop hears of that.
      }
    }
    return known.map(Look::detail);
  }
}
