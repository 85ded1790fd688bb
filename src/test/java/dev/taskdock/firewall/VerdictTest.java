package dev.taskdock.firewall;

import static dev.taskdock.firewall.Towns.DB;
import static dev.taskdock.firewall.Towns.WEB;
import static dev.taskdock.firewall.Towns.block;
import static dev.taskdock.firewall.Towns.everybody;
import static dev.taskdock.firewall.Towns.group;
import static dev.taskdock.firewall.Towns.ip;
import static dev.taskdock.firewall.Towns.named;
import static dev.taskdock.firewall.Towns.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.GroupId;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.SecurityGroupRule;
import dev.taskdock.model.SecurityGroupRule.Packet;
import dev.taskdock.model.SecurityGroupRule.Peer;
import dev.taskdock.model.SecurityGroupRule.Traffic;
import dev.taskdock.model.Subnet.WayOut;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerdictTest {
  private final Neighbourhood shop = Towns.shop();
  private final Party.OfTask web = named(shop, "web");
  private final Party.OfTask db = named(shop, "db");
  private final Party.OfTask tool = named(shop, "tool");

  @Test
  void a_member_of_the_group_that_a_rule_names_is_let_in() {
    var verdict = Verdict.of(shop, web, db, port(5432));

    assertThat(verdict.passes()).isTrue();
    assertThat(verdict.reasons())
        .containsExactly(
            "outbound rule of sg-web: all traffic to 0.0.0.0/0",
            "inbound rule of sg-db: tcp 5432 from sg-web");
  }

  @Test
  void what_no_rule_allows_is_dropped() {
    assertThat(Verdict.of(shop, web, db, port(5433)).passes()).isFalse();
    assertThat(Verdict.of(shop, web, db, Packet.to(Protocol.UDP, 5432)).passes()).isFalse();
    assertThat(Verdict.of(shop, tool, db, port(5432)).reasons())
        .containsExactly("nothing guards tool", "no inbound rule in sg-db");
  }

  @Test
  void a_rule_of_ping_lets_no_ports_in() {
    assertThat(Verdict.of(shop, db, db, Packet.PING).passes()).isTrue();
    assertThat(Verdict.of(shop, db, db, port(5432)).passes()).isFalse();
    assertThat(Verdict.of(shop, web, db, Packet.PING).passes()).isFalse();
  }

  @Test
  void this_machine_reaches_a_task_with_a_public_address_where_a_rule_says_so() {
    assertThat(Verdict.of(shop, new Party.Laptop(), web, port(80)).passes()).isTrue();
    assertThat(Verdict.of(shop, new Party.Laptop(), web, port(8080)).passes()).isFalse();
    assertThat(Verdict.of(shop, new Party.Laptop(), db, port(5432)).reasons())
        .containsExactly("db has no public address");
  }

  @Test
  void a_load_balancer_is_let_in_by_its_group() {
    assertThat(Verdict.of(shop, Towns.balancer(), web, port(8080)).passes()).isTrue();
    assertThat(Verdict.of(shop, Towns.balancer(), db, port(5432)).passes()).isFalse();
  }

  @Test
  void a_load_balancer_has_rules_of_its_own_for_this_machine() {
    assertThat(Verdict.of(shop, new Party.Laptop(), Towns.balancer(), port(443)).passes()).isTrue();
    assertThat(Verdict.of(shop, new Party.Laptop(), Towns.balancer(), port(80)).passes()).isFalse();
  }

  @Test
  void the_default_group_lets_in_its_own_members() {
    var groups = Map.of(GroupId.DEFAULT, SecurityGroup.standard());
    var one = Towns.task("one", 4, List.of(GroupId.DEFAULT), true);
    var two = Towns.task("two", 5, List.of(GroupId.DEFAULT), true);
    var all = new Neighbourhood(Towns.PLAN, groups, List.of(one, two), List.of(), List.of());

    assertThat(Verdict.of(all, one, two, port(1)).passes()).isTrue();
    assertThat(Verdict.of(all, new Party.Laptop(), two, port(1)).passes()).isFalse();
  }

  @Test
  void several_groups_add_up() {
    var both = Towns.task("both", 7, List.of(WEB, DB), true);
    var all =
        Towns.town(
            List.of(both), group(WEB, tcp(80, everybody())), group(DB, tcp(5432, everybody())));

    assertThat(Verdict.of(all, new Party.Laptop(), both, port(80)).passes()).isTrue();
    assertThat(Verdict.of(all, new Party.Laptop(), both, port(5432)).passes()).isTrue();
  }

  @Test
  void a_group_with_outbound_rules_lets_out_nothing_else() {
    var only =
        new SecurityGroup(
            WEB,
            Optional.empty(),
            List.of(),
            List.of(
                new SecurityGroupRule(
                    new Traffic.Ports(Protocol.TCP, 443, 443),
                    new Peer.Block(block("198.51.100.0/24")))));
    var web = Towns.task("web", 4, List.of(WEB), true);
    var all = Towns.town(List.of(web), only);

    assertThat(Verdict.of(all, web, new Party.Outside(ip("198.51.100.7")), port(443)).passes())
        .isTrue();
    assertThat(Verdict.of(all, web, new Party.Outside(ip("198.51.100.7")), port(80)).reasons())
        .containsExactly("no outbound rule in sg-web");
  }

  @Test
  void nothing_leaves_a_private_subnet_without_a_gateway() {
    var guard = new Party.Guard(List.of(WEB), false, WayOut.NONE);
    var inside = new Party.OfTask(web.id(), "web", web.address(), Optional.of(guard));

    assertThat(Verdict.of(shop, inside, new Party.Outside(ip("198.51.100.7")), port(443)).reasons())
        .containsExactly("no route: private subnet without NAT gateway");
    assertThat(Verdict.of(shop, inside, db, port(5432)).passes()).isTrue();
  }

  @Test
  void a_block_of_the_vpc_means_where_it_lies_here() {
    var plan = new AddressPlan(Optional.of(block("10.0.0.0/16")), block("10.200.0.0/16"));

    assertThat(plan.here(block("10.0.3.0/24"))).containsExactly(block("10.200.3.0/24"));
    assertThat(plan.here(block("192.0.2.0/24"))).containsExactly(block("192.0.2.0/24"));
    assertThat(plan.here(block("0.0.0.0/0"))).containsExactly(block("0.0.0.0/0"));
    assertThat(plan.here(block("10.0.0.0/12")))
        .containsExactly(block("10.0.0.0/12"), block("10.200.0.0/16"));
  }

  private static Packet port(int port) {
    return Packet.to(Protocol.TCP, port);
  }
}
