package dev.taskdock.metadata;

import dev.taskdock.model.ContainerDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a container uses, in the members and the order of Fargate.
///
/// The values are the engine's own; on cgroups of version 2 it has no `percpu_usage` and no
/// `max_usage`. The one network is the task's, so each container shows the same counters.
final class UsageDocument {
  /// What Fargate calls the task's interface.
  private static final String INTERFACE = "eth1";

  private static final List<String> AS_THE_ENGINE_TELLS =
      List.of(
          "read",
          "preread",
          "pids_stats",
          "blkio_stats",
          "num_procs",
          "storage_stats",
          "cpu_stats",
          "precpu_stats",
          "memory_stats");

  private UsageDocument() {}

  /// The document of one container.
  static Map<String, @Nullable Object> of(
      TaskView view, ContainerDefinition container, Usage usage) {
    var last = read(usage.last());
    var document = new LinkedHashMap<String, @Nullable Object>();
    AS_THE_ENGINE_TELLS.stream()
        .filter(last::containsKey)
        .forEach(name -> document.put(name, last.get(name)));
    document.put("name", container.name());
    document.put("id", view.runtimeId(container));
    traffic(last)
        .ifPresent(counters -> {
          document.put("networks", Map.of(INTERFACE, counters));
          document.put("network_rate_stats", rates(usage, last, counters));
        });
    return document;
  }

  private static Optional<Map<String, Object>> rates(
      Usage usage, Map<String, @Nullable Object> last, Map<?, ?> counters) {
    return usage
        .previous()
        .map(UsageDocument::read)
        .flatMap(before ->
            traffic(before)
                .map(earlier -> {
                  double seconds = seconds(before, last);
                  var rates = new LinkedHashMap<String, Object>();
                  for (var direction : List.of("rx", "tx")) {
                    var counter = direction + "_bytes";
                    rates.put(
                        counter + "_per_sec",
                        (count(counters, counter) - count(earlier, counter)) / seconds);
                  }
                  return rates;
                }));
  }

  private static double seconds(Map<String, ?> before, Map<String, ?> last) {
    return Duration.between(
                Instant.parse(String.valueOf(before.get("read"))),
                Instant.parse(String.valueOf(last.get("read"))))
            .toNanos()
        / 1e9;
  }

  private static double count(Map<?, ?> counters, String name) {
    return counters.get(name) instanceof BigInteger count ? count.doubleValue() : 0;
  }

  /// The counters of the one interface there is.
  private static Optional<Map<?, ?>> traffic(Map<String, @Nullable Object> sample) {
    return sample.get("networks") instanceof Map<?, ?> networks
        ? networks.values().stream()
            .filter(Map.class::isInstance)
            .<Map<?, ?>>map(Map.class::cast)
            .findFirst()
        : Optional.empty();
  }

  private static Map<String, @Nullable Object> read(String sample) {
    try {
      return Json.object(sample);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
