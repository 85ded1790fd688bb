package dev.taskdock.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RulesetTest {
  @Test
  void link_local_addresses_are_dropped_on_their_way_out() {
    var text = Ruleset.linkLocalDropped().text();

    assertThat(text)
        .contains("table inet taskdock", "hook output")
        .contains("ip daddr 169.254.0.0/16 counter drop");
  }

  @Test
  void braces_are_balanced() {
    var text = Ruleset.linkLocalDropped().text();

    assertThat(text.chars().filter(c -> c == '{').count())
        .isEqualTo(text.chars().filter(c -> c == '}').count());
  }
}
