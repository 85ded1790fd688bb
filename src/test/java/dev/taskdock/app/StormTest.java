package dev.taskdock.app;

import static org.assertj.core.api.Assertions.fail;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Fifty tasks of six services start, stop, end and are replaced by chance: what packets meet, what
/// names lead to and which targets there are is what a plain look at the live tasks says. A failure
/// names its seed; `-Dworld.seed=N` plays that storm alone.
@Timeout(120)
final class StormTest {
  private static final int STORMS = 2;

  @Test
  void rules_names_and_targets_are_those_of_the_live_tasks_in_every_calm() {
    seeds()
        .forEach(seed -> {
          try (var storm = new Storm(seed)) {
            storm.play();
          } catch (AssertionError | RuntimeException e) {
            fail("-Dworld.seed=" + seed, e);
          }
        });
  }

  private static LongStream seeds() {
    return System.getProperty("world.seed") == null
        ? LongStream.rangeClosed(1, STORMS)
        : LongStream.of(Long.getLong("world.seed", 1));
  }
}
