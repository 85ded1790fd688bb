package dev.taskdock.routing;

import dev.taskdock.model.TargetId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// A draw for tests, the same each time.
final class Luck implements Draw {
  final Map<TargetId, Integer> loads = new HashMap<>();
  Instant now = Instant.parse("2026-11-24T12:00:00Z");
  int asked;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private long turns = -1;

  @Override
  public long turn() {
    turns++;
    return turns;
  }

  @Override
  public double chance() {
    return random.nextDouble();
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public int outstanding(TargetId target) {
    asked++;
    return loads.getOrDefault(target, 0);
  }
}
