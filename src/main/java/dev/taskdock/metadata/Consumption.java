package dev.taskdock.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a container has used, read from a sample of its engine.
///
/// @param cpuNanos of processor time since it was started
/// @param memoryBytes without what is cached of files
public record Consumption(long cpuNanos, long memoryBytes) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String CPU = "/cpu_stats/cpu_usage/total_usage";
  private static final String MEMORY = "/memory_stats/usage";
  private static final String CACHED = "/memory_stats/stats/inactive_file";

  /// That of the last sample; empty where it says nothing.
  public static Optional<Consumption> of(Usage usage) {
    var numbers = numbers(usage.last());
    return Optional.ofNullable(numbers.get(CPU))
        .map(cpu ->
            new Consumption(
                cpu,
                Math.max(0, numbers.getOrDefault(MEMORY, 0L) - numbers.getOrDefault(CACHED, 0L))));
  }

  /// All whole numbers of a sample, by their place in it.
  private static Map<String, Long> numbers(String sample) {
    var numbers = new HashMap<String, Long>();
    try (var parser = JSON.createParser(sample)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_INT) {
          var place = parser.getParsingContext().pathAsPointer().toString();
          if (place.equals(CPU) || place.equals(MEMORY) || place.equals(CACHED)) {
            numbers.put(place, parser.getLongValue());
          }
        }
      }
    } catch (IOException _) {
      return Map.of();
    }
    return numbers;
  }
}
