package dev.taskdock.firewall;

import static dev.taskdock.firewall.Towns.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DropTest {
  private static final String SYN =
      "tcp sport 56534 tcp dport 5432 tcp flags == syn tcp window 64240 ";

  private final Neighbourhood shop = Towns.shop();

  @Test
  void who_was_dropped_is_named_with_the_reason() {
    assertThat(sentence("db", "not_let_in", "10.128.7.6", "10.128.7.5", "cs0", SYN))
        .isEqualTo("dropped: tool → db:5432, no inbound rule in sg-db");
    assertThat(sentence("web", "not_let_out", "10.128.7.4", "198.51.100.7", "cs0", SYN))
        .isEqualTo("dropped: web → 198.51.100.7:5432, no outbound rule in sg-web");
  }

  @Test
  void the_mark_tells_a_load_balancer_from_this_machine() {
    assertThat(sentence("web", "not_let_in", "10.128.7.1", "10.128.7.4", "0x2b", SYN))
        .isEqualTo("dropped: load balancer front → web:5432, no inbound rule in sg-web");
    assertThat(sentence("web", "not_let_in", "10.128.7.1", "10.128.7.4", "cs0", SYN))
        .isEqualTo("dropped: this machine → web:5432, no inbound rule in sg-web");
  }

  @Test
  void a_task_without_a_public_address_is_told_so() {
    assertThat(sentence("db", "not_let_in", "10.128.7.1", "10.128.7.5", "cs0", SYN))
        .isEqualTo("dropped: this machine → db:5432, db has no public address");
  }

  @Test
  void datagrams_and_pings_are_named_as_such() {
    var udp = "udp sport 54637 udp dport 53 udp length 10 @th,64,16 0x780a ";
    var ping = "icmp type echo-request icmp code net-unreachable icmp id 7 icmp sequence 1 ";

    assertThat(sentence("db", "not_let_in", "10.128.7.4", "10.128.7.5", "cs0", udp))
        .isEqualTo("dropped: web → db:53/udp, no inbound rule in sg-db");
    assertThat(sentence("db", "not_let_in", "10.128.7.4", "10.128.7.5", "cs0", ping))
        .isEqualTo("dropped: web → db (ping), no inbound rule in sg-db");
  }

  @Test
  void other_lines_of_the_monitor_tell_of_no_drop() {
    assertThat(Drop.parse("trace id d92b08ef inet taskdock not_let_in rule counter drop"))
        .isEmpty();
    assertThat(Drop.parse("taskdock: loaded")).isEmpty();
    assertThat(Drop.parse("")).isEmpty();
  }

  private String sentence(
      String at, String chain, String from, String to, String dscp, String rest) {
    return Optional.of(trace(chain, from, to, dscp, rest))
        .flatMap(Drop::parse)
        .map(d -> d.sentence(shop, named(shop, at)))
        .orElse("nothing");
  }

  /// As nft 1.0.6 prints it.
  private static String trace(String chain, String from, String to, String dscp, String rest) {
    return ("trace id d92b08ef inet taskdock %s packet: iif \"eth0\" ether saddr 02:42:0a:e9:4d:02 ether"
            + " daddr 02:42:0a:e9:4d:03 ip saddr %s ip daddr %s ip dscp %s ip ecn not-ect ip ttl 64"
            + " ip id 29460 ip protocol 6 ip length 60 %s")
        .formatted(chain, from, to, dscp, rest);
  }
}
