package dev.taskdock.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.state.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LiveTimelineTest {
  private final LiveTimeline timeline = new LiveTimeline(Clock.systemUTC());

  @Test
  void all_events_that_wait_come_at_once_in_order() throws InterruptedException {
    var first = new Event.EngineLost("1", Instant.EPOCH);
    var second = new Event.EngineLost("2", Instant.EPOCH);
    timeline.post(first);
    timeline.post(second);

    var events = timeline.next(Optional.empty());

    assertThat(events).containsExactly(first, second);
  }

  @Test
  void a_moment_that_has_come_is_not_waited_for() throws InterruptedException {
    var events = timeline.next(Optional.of(Instant.EPOCH));

    assertThat(events).isEmpty();
  }

  @Test
  void after_waiting_the_moment_has_come() throws InterruptedException {
    var moment = timeline.now().plusMillis(20);

    var events = timeline.next(Optional.of(moment));

    assertThat(events).isEmpty();
    assertThat(timeline.now()).isAfterOrEqualTo(moment);
  }

  @Test
  void an_event_ends_the_waiting() throws InterruptedException {
    var event = new Event.Nudged(Instant.EPOCH);
    Thread.ofVirtual().start(() -> timeline.post(event));

    var events = timeline.next(Optional.empty());

    assertThat(events).containsExactly(event);
  }

  @Test
  void a_fault_of_our_own_ends_the_waiting() {
    var fault = new IllegalStateException("broken");

    timeline.fail(fault);

    assertThatThrownBy(() -> timeline.next(Optional.empty())).isSameAs(fault);
  }
}
