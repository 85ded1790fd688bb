package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.TargetId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Who is left out for a while.
final class OutliersTest {
  private static final TargetId A = new TargetId("10.0.0.1", 80);

  private final Outliers outliers = new Outliers();

  @Test
  void five_failures_in_a_row_keep_a_target_out_for_half_a_minute() {
    fail(4, 0);
    assertThat(outliers.isOut(A, at(0))).isFalse();

    fail(1, 1);

    assertThat(outliers.isOut(A, at(1))).isTrue();
    assertThat(outliers.isOut(A, at(30))).isTrue();
    assertThat(outliers.isOut(A, at(31))).isFalse();
  }

  @Test
  void an_answer_in_between_makes_them_forgotten() {
    fail(4, 0);
    outliers.succeeded(A);
    fail(4, 1);

    assertThat(outliers.isOut(A, at(1))).isFalse();
  }

  @Test
  void failures_long_ago_do_not_count() {
    fail(4, 0);
    fail(1, 31);

    assertThat(outliers.isOut(A, at(31))).isFalse();
  }

  @Test
  void each_time_is_longer_up_to_five_minutes() {
    for (int time = 1; time <= 12; time++) {
      int begins = time * 1000;
      fail(5, begins);

      int expected = Math.min(300, 30 * time);
      assertThat(outliers.isOut(A, at(begins + expected - 1))).isTrue();
      assertThat(outliers.isOut(A, at(begins + expected))).isFalse();
    }
  }

  private void fail(int times, int second) {
    for (int i = 0; i < times; i++) {
      outliers.failed(A, at(second));
    }
  }

  private static long at(int second) {
    return Duration.ofSeconds(second).toNanos();
  }
}
