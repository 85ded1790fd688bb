package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Cause;
import dev.taskdock.proxy.Failure;
import dev.taskdock.proxy.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// When a request that failed is worth a line, and what stands in it.
final class TroublesTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final TargetGroupName APP = new TargetGroupName("app");
  private static final TargetId FIRST = new TargetId("10.0.0.1", 80);
  private static final TargetId SECOND = new TargetId("10.0.0.2", 80);

  private final Troubles troubles = new Troubles();

  @Test
  void a_failure_is_told_with_its_target_its_cause_and_what_to_do() {
    var failure =
        new Failure(FIRST, Cause.CLOSED_KEPT_ALIVE, Duration.ofSeconds(5), Limits.usual());

    assertThat(troubles.failed(APP, failure, 502, T0))
        .hasValueSatisfying(line -> {
          assertThat(line.groups()).containsExactly(APP);
          assertThat(line.text())
              .isEqualTo(
                  "502 from target 10.0.0.1:80 of app: the target closed a kept-alive connection"
                      + " after 5 s: raise its keep-alive above 60 s");
        });
  }

  @Test
  void an_answer_that_was_cut_off_has_no_status() {
    assertThat(troubles.failed(APP, failure(FIRST, Cause.CLOSED_IN_BODY), 0, T0))
        .hasValueSatisfying(line ->
            assertThat(line.text()).startsWith("a cut response from target 10.0.0.1:80 of app: "));
  }

  @Test
  void every_cause_has_a_sentence_and_an_advice_without_gaps() {
    assertThat(Arrays.stream(Cause.values()).map(cause -> failure(FIRST, cause)))
        .allSatisfy(failure -> {
          assertThat(failure.sentence()).doesNotContain("%").isNotBlank();
          assertThat(failure.advice()).doesNotContain("%").isNotBlank();
        });
  }

  @Test
  void those_that_follow_are_counted_and_told_together_less_and_less_often() {
    assertThat(failed(FIRST, 0)).isPresent();
    assertThat(failed(FIRST, 1)).isEmpty();
    assertThat(failed(FIRST, 9)).isEmpty();
    assertThat(troubles.due(at(9))).isEmpty();
    assertThat(troubles.next()).hasValue(at(10));

    assertThat(due(10))
        .singleElement()
        .asString()
        .startsWith("502 from target 10.0.0.1:80 of app: the target reset the connection")
        .endsWith(" (2 more within 10 s)");

    assertThat(failed(FIRST, 11)).isEmpty();
    assertThat(due(29)).isEmpty();
    assertThat(due(30)).singleElement().asString().endsWith(" (1 more within 20 s)");
    assertThat(troubles.next()).hasValue(at(70));
  }

  @Test
  void nobody_is_silent_for_more_than_ten_minutes() {
    assertThat(failed(FIRST, 0)).isPresent();
    long now = 0;
    for (int i = 0; i < 12; i++) {
      assertThat(failed(FIRST, now)).isEmpty();
      var next = troubles.next().orElseThrow();
      assertThat(Duration.between(at(now), next)).isLessThanOrEqualTo(Duration.ofMinutes(10));
      assertThat(troubles.due(next)).hasSize(1);
      now = Duration.between(T0, next).toSeconds();
    }
    assertThat(troubles.next()).hasValue(at(now + 600));
  }

  @Test
  void what_has_not_happened_for_a_while_is_told_at_once_again() {
    assertThat(failed(FIRST, 0)).isPresent();
    assertThat(troubles.due(at(10))).isEmpty();
    assertThat(troubles.next()).isEmpty();

    assertThat(failed(FIRST, 11)).isPresent();
  }

  @Test
  void targets_causes_and_statuses_are_told_apart() {
    assertThat(failed(FIRST, 0)).isPresent();
    assertThat(failed(SECOND, 0)).isPresent();
    assertThat(troubles.failed(APP, failure(FIRST, Cause.TIMED_OUT), 504, T0))
        .hasValueSatisfying(line ->
            assertThat(line.text())
                .isEqualTo(
                    "504 from target 10.0.0.1:80 of app: the target did not answer within 60 s:"
                        + " let it answer sooner, or raise idle_timeout.timeout_seconds"));
  }

  @Test
  void a_refusal_is_told_once_for_each_reason() {
    assertThat(refused("the weights of all target groups of the rule are 0"))
        .hasValue(
            new Troubles.Line(Set.of(), "503: the weights of all target groups of the rule are 0"));
    assertThat(refused("no target is registered in app")).isPresent();
    assertThat(refused("no target is registered in app")).isEmpty();
    assertThat(due(10)).containsExactly("503: no target is registered in app (1 more within 10 s)");
  }

  @Test
  void a_client_that_makes_up_reasons_does_not_make_as_many_lines() {
    for (int i = 0; i < 1000; i++) {
      var _ = troubles.refused(404, "no key has this id: " + i, Optional.empty(), T0);
    }

    assertThat(due(10)).containsExactly("404: no key has this id: 999 (935 more within 10 s)");
  }

  private Optional<Troubles.Line> refused(String why) {
    return troubles.refused(503, why, Optional.empty(), T0);
  }

  private Optional<Troubles.Line> failed(TargetId target, long seconds) {
    return troubles.failed(APP, failure(target, Cause.RESET), 502, at(seconds));
  }

  private List<String> due(long seconds) {
    return troubles.due(at(seconds)).stream().map(Troubles.Line::text).toList();
  }

  private static Failure failure(TargetId target, Cause cause) {
    return new Failure(target, cause, Duration.ZERO, Limits.usual());
  }

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }
}
