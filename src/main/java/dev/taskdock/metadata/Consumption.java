package dev.taskdock.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/// What a container has used, read from a sample of its engine.
///
/// @param cpuNanos of processor time since it was started
/// @param memoryBytes without what is cached of files
public record Consumption(long cpuNanos, long memoryBytes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// That of the last sample; empty where it says nothing.
  public static Optional<Consumption> of(Usage usage) {
    try {
      var sample = JSON.readTree(usage.last());
      var memory = sample.path("memory_stats");
      long cached = memory.path("stats").path("inactive_file").asLong(0);
      return sample.path("cpu_stats").has("cpu_usage")
          ? Optional.of(
              new Consumption(
                  sample.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(0),
                  Math.max(0, memory.path("usage").asLong(0) - cached)))
          : Optional.empty();
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }
}
