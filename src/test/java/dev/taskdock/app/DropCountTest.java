package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DropCountTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final DropCount count = new DropCount();

  @Test
  void the_first_drop_is_told_and_those_right_after_it_are_counted() {
    assertThat(count.counted("dropped: a → b:1", 0)).hasValue("dropped: a → b:1");
    assertThat(count.counted("dropped: a → b:1", 1)).isEmpty();
    assertThat(count.counted("dropped: a → b:1", 2)).isEmpty();

    assertThat(count.counted("dropped: a → b:1", MINUTE))
        .hasValue("dropped: a → b:1 (2 more since)");
  }

  @Test
  void each_sentence_is_counted_for_itself() {
    assertThat(count.counted("dropped: a → b:1", 0)).isPresent();
    assertThat(count.counted("dropped: a → b:2", 1)).isPresent();
  }
}
