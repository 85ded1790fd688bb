package dev.taskdock.app;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/// Closer looks at containers, remembered until what is known of a container changes, and for some
/// seconds at most: how much a container has written changes without an event.
final class CloserLooks {
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int AT_ONCE = 8;

  private final Engine engine;
  private final InstantSource clock;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  private record Look(ContainerDetail detail, Object state, Instant at) {}

  CloserLooks(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /// Containers of a list, those that are `unclear` inspected, some at a time; one that is gone
  /// meanwhile is what the list said of it.
  static List<ContainerSnapshot> at(
      Engine engine, List<ContainerSnapshot> listed, Predicate<ContainerSnapshot> unclear) {
    var looks = new LinkedHashMap<ContainerSnapshot, Future<ContainerSnapshot>>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      listed.stream()
          .filter(unclear)
          .forEach(c -> looks.put(c, threads.submit(() -> inspected(engine, c))));
    }
    return listed.stream().map(c -> looks.containsKey(c) ? looks.get(c).resultNow() : c).toList();
  }

  private static ContainerSnapshot inspected(Engine engine, ContainerSnapshot listed) {
    try {
      return engine.inspect(listed.id());
    } catch (EngineException _) {
      return listed;
    }
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
