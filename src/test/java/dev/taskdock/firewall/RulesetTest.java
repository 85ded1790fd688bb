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
  void one_link_local_address_leads_to_where_it_is_answered() {
    var text = Ruleset.answering(new TaskEndpoint("10.128.3.1", 40123)).text();

    assertThat(text)
        .contains("table ip taskdock-endpoint", "type nat hook output priority -100")
        .contains("ip daddr 169.254.170.2 tcp dport 80 dnat to 10.128.3.1:40123\n")
        .endsWith(Ruleset.linkLocalDropped().text())
        .doesNotContain("flush");
  }

  @Test
  void braces_are_balanced() {
    var text = Ruleset.linkLocalDropped().text();

    assertThat(text.chars().filter(c -> c == '{').count())
        .isEqualTo(text.chars().filter(c -> c == '}').count());
  }
}
