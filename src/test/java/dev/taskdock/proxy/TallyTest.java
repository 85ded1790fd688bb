package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TallyTest {
  @Test
  void facts_come_out_in_their_order_and_what_has_no_room_is_lost_and_counted() {
    var tally = new Tally(2, false);
    tally.refused(503, "first", Optional.empty());
    tally.refused(503, "second", Optional.empty());
    tally.refused(503, "third", Optional.empty());

    var facts = new ArrayList<Tally.Fact>();
    tally.drain(facts::add);
    tally.refused(503, "fourth", Optional.empty());
    tally.drain(facts::add);

    assertThat(facts)
        .containsExactly(
            new Tally.Fact.Refused(503, "first"),
            new Tally.Fact.Refused(503, "second"),
            new Tally.Fact.Refused(503, "fourth"));
    assertThat(tally.lost()).isEqualTo(1);
  }
}
