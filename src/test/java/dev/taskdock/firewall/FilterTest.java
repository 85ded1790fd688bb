package dev.taskdock.firewall;

import static dev.taskdock.firewall.Towns.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FilterTest {
  private static final Filter.Services NONE =
      new Filter.Services(Optional.empty(), Optional.empty(), List.of());

  private final Neighbourhood shop = Towns.shop();

  @Test
  void the_members_of_a_group_are_a_set_of_addresses() {
    var text = text("db");

    assertThat(text)
        .contains("set group0 {\n    type ipv4_addr\n    elements = { 10.128.7.4 }")
        .contains("ip saddr @group0 tcp dport 5432 accept")
        .contains("ip saddr @group1 meta l4proto icmp accept");
  }

  @Test
  void flows_that_are_known_go_on_and_the_rest_is_dropped_and_traced() {
    var text = text("db");

    assertThat(text)
        .contains("type filter hook input priority 0; policy drop;")
        .contains("ct state established,related accept")
        .contains("meta nftrace set 1\n    counter drop");
  }

  @Test
  void the_text_replaces_what_was_there_in_one_transaction() {
    assertThat(text("db"))
        .startsWith("add table inet taskdock\ndelete table inet taskdock\n")
        .doesNotContain("flush");
  }

  @Test
  void a_load_balancer_is_known_by_its_mark_and_this_machine_by_having_none() {
    var text = text("web");

    assertThat(text)
        .contains("ip saddr 10.128.7.1 goto router")
        .contains("ip dscp 43 tcp dport 8080 accept")
        .contains("ip dscp != { 43 } tcp dport 80 accept");
  }

  @Test
  void what_service_connect_carries_goes_to_the_proxy_and_comes_from_within() {
    var proxy = new TaskEndpoint("10.128.7.1", 40123);
    var proxied =
        new Proxied(
            List.of(new Proxied.Way(IpAddress.parse("127.255.0.9").orElseThrow(), 80, proxy)),
            List.of(new Proxied.Entrance(9090, 8080)));

    var rules =
        Filter.of(
            shop,
            named(shop, "web"),
            new Filter.Services(Optional.empty(), Optional.empty(), List.of(), proxied));

    assertThat(rules.routesLoopback()).isTrue();
    assertThat(rules.text())
        .contains("ip daddr 127.255.0.9 tcp dport 80 dnat to 10.128.7.1:40123")
        .contains("ip saddr 10.128.7.1 ip dscp 63 tcp dport 9090 dnat to 127.0.0.1:8080")
        .contains("ip dscp 63 tcp dport 8080 ct status dnat accept")
        .contains("iif != lo ip daddr 127.0.0.0/8 drop")
        .contains("ip dscp != { 43, 63 } tcp dport 80 accept");
    assertThat(Filter.of(shop, named(shop, "web"), NONE).routesLoopback()).isFalse();
  }

  @Test
  void this_machine_is_not_let_into_a_task_without_a_public_address() {
    var router = text("db").replaceAll("(?s).*chain router \\{\n(.*?)  }.*", "$1");

    assertThat(router).isEqualTo("    goto not_let_in\n");
  }

  @Test
  void a_port_that_was_asked_for_is_let_in_from_this_machine() {
    var asked = new Filter.Services(Optional.empty(), Optional.empty(), List.of(9000));
    var text = Filter.of(shop, named(shop, "db"), asked).text();

    assertThat(text).contains("chain router {\n    meta l4proto { tcp, udp } th dport 9000 accept");
  }

  @Test
  void link_local_addresses_are_answered_or_dropped_whatever_the_groups_say() {
    var endpoint = new TaskEndpoint("10.128.7.1", 4000);
    var resolver = new TaskEndpoint("10.128.7.1", 4053);
    var services = new Filter.Services(Optional.of(endpoint), Optional.of(resolver), List.of());
    var text = Filter.of(shop, named(shop, "db"), services).text();

    assertThat(text)
        .contains("ip daddr 169.254.170.2 tcp dport 80 dnat to 10.128.7.1:4000")
        .contains("ip daddr { 10.128.7.2, 169.254.169.253 } udp dport 53 dnat to 10.128.7.1:4053")
        .contains("ip daddr 169.254.0.0/16 counter drop");
    assertThat(text.indexOf("169.254.0.0/16")).isLessThan(text.indexOf("meta nfproto ipv4 accept"));
  }

  @Test
  void a_task_that_nothing_guards_is_open() {
    assertThat(text("tool"))
        .endsWith(Ruleset.linkLocalDropped().text())
        .doesNotContain("policy drop");
  }

  private String text(String name) {
    return Filter.of(shop, named(shop, name), NONE).text();
  }
}
