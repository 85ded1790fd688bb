package dev.taskdock.engine;

import java.time.Duration;
import java.util.List;

/// The engine's own health probe of a container.
///
/// @param test `CMD` or `CMD-SHELL` and words
public record Probe(
    List<String> test, Duration interval, Duration timeout, int retries, Duration startPeriod) {
  public Probe {
    test = List.copyOf(test);
  }
}
