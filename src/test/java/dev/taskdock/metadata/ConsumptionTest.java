package dev.taskdock.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What samples of an engine say.
final class ConsumptionTest {
  @Test
  void processor_time_and_memory_without_its_cache_are_read() {
    var sample =
        """
        {"cpu_stats": {"cpu_usage": {"total_usage": 1500000000, "percpu_usage": [1, 2]}},
         "precpu_stats": {"cpu_usage": {"total_usage": 7}},
         "memory_stats": {"usage": 9000, "stats": {"inactive_file": 1000, "cache": 5}}}
        """;

    assertThat(Consumption.of(new Usage(Optional.empty(), sample)))
        .contains(new Consumption(1_500_000_000L, 8000));
  }

  @Test
  void what_says_nothing_is_nothing() {
    assertThat(Consumption.of(new Usage(Optional.empty(), "{\"cpu_stats\": {}}"))).isEmpty();
    assertThat(Consumption.of(new Usage(Optional.empty(), "no json"))).isEmpty();
  }
}
