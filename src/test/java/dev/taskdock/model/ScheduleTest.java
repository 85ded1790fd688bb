package dev.taskdock.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When scheduled actions are taken.
final class ScheduleTest {
  /// A Thursday.
  private static final Instant T0 = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void a_moment_comes_once_by_the_clock_of_its_zone() {
    var at = parsed("at(2026-07-01T08:00:00)");

    assertThat(at.next(T0, ZoneId.of("Europe/Berlin"), T0))
        .contains(Instant.parse("2026-07-01T06:00:00Z"));
    assertThat(at.next(Instant.parse("2026-07-01T08:00:00Z"), ZoneOffset.UTC, T0)).isEmpty();
  }

  @Test
  void a_rate_is_counted_from_its_beginning() {
    var rate = parsed("rate(2 hours)");

    assertThat(rate.next(T0, ZoneOffset.UTC, T0)).contains(T0.plusSeconds(7200));
    assertThat(rate.next(T0.plusSeconds(7200), ZoneOffset.UTC, T0)).contains(T0.plusSeconds(14400));
    assertThat(rate.next(T0.plusSeconds(9000), ZoneOffset.UTC, T0)).contains(T0.plusSeconds(14400));
  }

  @Test
  void cron_knows_ranges_steps_the_last_day_and_the_nth_weekday() {
    assertThat(next("cron(0/15 * * * ? *)")).isEqualTo("2026-01-01T12:15:00Z");
    assertThat(next("cron(0 22 ? * MON-FRI *)")).isEqualTo("2026-01-01T22:00:00Z");
    assertThat(next("cron(30 8 L * ? *)")).isEqualTo("2026-01-31T08:30:00Z");
    assertThat(next("cron(0 9 ? * 2#1 *)")).isEqualTo("2026-01-05T09:00:00Z");
    assertThat(next("cron(0 10 1 7 ? 2027)")).isEqualTo("2027-07-01T10:00:00Z");
  }

  @Test
  void an_hour_that_the_clock_skips_is_no_obstacle() {
    var berlin = ZoneId.of("Europe/Berlin");

    var next = parsed("cron(30 6 * * ? *)").next(Instant.parse("2026-03-28T22:00:00Z"), berlin, T0);

    assertThat(next).contains(Instant.parse("2026-03-29T04:30:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cron(0 22 * * *)",
        "cron(0 25 * * ? *)",
        "cron(0 22 * * * *)",
        "rate(0 minutes)",
        "rate(5 seconds)",
        "at(tomorrow)",
        "every day",
        ""
      })
  void what_aws_does_not_take_is_no_schedule(String text) {
    assertThat(Schedule.parse(text)).isEmpty();
  }

  @Test
  void an_action_is_due_once_and_within_its_start_and_end() {
    var action =
        new ScheduledAction(
            "night",
            parsed("rate(1 hour)"),
            ZoneOffset.UTC,
            Optional.of(T0),
            Optional.of(T0.plusSeconds(7200)),
            OptionalInt.of(1),
            OptionalInt.empty());

    assertThat(action.isDue(T0.plusSeconds(3540), T0.plusSeconds(3600), T0)).isTrue();
    assertThat(action.isDue(T0.plusSeconds(3600), T0.plusSeconds(3660), T0)).isFalse();
    assertThat(action.isDue(T0.plusSeconds(7140), T0.plusSeconds(7200), T0)).isTrue();
    assertThat(action.isDue(T0.plusSeconds(10740), T0.plusSeconds(10800), T0)).isFalse();
  }

  private static String next(String text) {
    return parsed(text).next(T0, ZoneOffset.UTC, T0).map(Instant::toString).orElse("never");
  }

  private static Schedule parsed(String text) {
    return Schedule.parse(text).orElseThrow();
  }
}
