package dev.taskdock.discovery;

import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.DiscoveryService;
import dev.taskdock.model.CloudMap.HostedZone;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.CloudMap.RecordSet;
import dev.taskdock.model.CloudMap.RecordType;
import dev.taskdock.model.CloudMap.Routing;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DirectoryTest {
  private static final AddressBlock BLOCK = AddressBlock.parse("10.0.0.0/16").orElseThrow();

  @Test
  void healthy_instances_are_answered_and_others_are_not() {
    var directory =
        directory(Routing.MULTIVALUE, instance(1, true), instance(2, false), instance(3, true));

    assertThat(addresses(directory)).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.3");
  }

  @Test
  void where_none_is_healthy_all_are_answered() {
    var directory = directory(Routing.MULTIVALUE, instance(1, false), instance(2, false));

    assertThat(addresses(directory)).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
  }

  @Test
  void an_answer_has_eight_records_at_most_and_not_always_the_same() {
    var many = IntStream.rangeClosed(1, 20).mapToObj(i -> instance(i, true));
    var directory = directory(Routing.MULTIVALUE, many.toArray(Instance[]::new));
    var seen = new HashSet<String>();

    for (int first = 0; first < 13; first++) {
      int start = first;
      var answer = directory.answer(new Question("orders.shop.local", "A"), n -> start % n);
      var entries = ((Answer.Records) answer).entries();
      assertThat(entries).hasSize(8).doesNotHaveDuplicates();
      entries.forEach(e -> seen.add(e.value()));
    }
    assertThat(seen).hasSize(20);
  }

  @Test
  void aliases_of_two_zones_that_lead_to_each_other_come_to_an_end() {
    var one = new HostedZone("a.test", List.of(alias("x.a.test", "x.b.test")));
    var other = new HostedZone("b.test", List.of(alias("x.b.test", "x.a.test")));
    var directory =
        new Directory(
            new CloudMap(List.of(), List.of(), List.of(one, other)),
            List.of(),
            Map.of(),
            "ec2.internal",
            BLOCK);

    var answer = (Answer.Records) directory.answer(new Question("x.a.test", "A"), _ -> 0);

    assertThat(answer.entries()).hasSize(8).allMatch(e -> e.type().equals("CNAME"));
  }

  private static RecordSet alias(String name, String to) {
    return new RecordSet(name, RecordType.CNAME, 60, List.of(to));
  }

  @Test
  void by_weight_one_is_answered() {
    var directory = directory(Routing.WEIGHTED, instance(1, true), instance(2, true));

    assertThat(addresses(directory)).hasSize(1);
  }

  @Test
  void an_srv_record_leads_to_the_name_of_its_task() {
    var directory = directory(Routing.MULTIVALUE, instance(1, true));
    var host = taskId(1).id() + ".orders.shop.local";

    var answer = (Answer.Records) answer(directory, "orders.shop.local", "SRV");

    assertThat(answer.entries())
        .containsExactly(new Entry("orders.shop.local", "SRV", 15, "1 1 8080 " + host + "."));
    assertThat(answer.additional()).containsExactly(new Entry(host, "A", 15, "10.0.0.1"));
    assertThat(answer(directory, host, "A"))
        .isEqualTo(new Answer.Records(List.of(new Entry(host, "A", 15, "10.0.0.1")), List.of()));
  }

  @Test
  void a_name_without_records_of_a_kind_is_not_a_name_that_does_not_exist() {
    var directory = directory(Routing.MULTIVALUE, instance(1, true));

    assertThat(answer(directory, "orders.shop.local", "AAAA")).isInstanceOf(Answer.NoRecords.class);
    assertThat(answer(directory, "shop.local", "A")).isInstanceOf(Answer.NoRecords.class);
    assertThat(answer(directory, "carts.shop.local", "A")).isInstanceOf(Answer.NoName.class);
    assertThat(answer(directory(Routing.MULTIVALUE), "orders.shop.local", "A"))
        .isInstanceOf(Answer.NoName.class);
  }

  @Test
  void other_names_are_for_others_to_answer() {
    var directory = directory(Routing.MULTIVALUE);

    assertThat(answer(directory, "example.org", "A")).isInstanceOf(Answer.Elsewhere.class);
    assertThat(answer(directory, "notshop.local", "A")).isInstanceOf(Answer.Elsewhere.class);
    assertThat(answer(directory, "7.0.0.9.in-addr.arpa", "PTR"))
        .isInstanceOf(Answer.Elsewhere.class);
  }

  @Test
  void names_of_a_hosted_zone_follow_aliases_and_wildcards() {
    var directory = directory(Routing.MULTIVALUE, instance(1, true));

    assertThat(values(answer(directory, "www.example.com", "A")))
        .containsExactly("192.0.2.7", "192.0.2.8");
    assertThat(values(answer(directory, "alias.example.com", "A")))
        .containsExactly("www.example.com.", "192.0.2.7", "192.0.2.8");
    assertThat(values(answer(directory, "inner.example.com", "A")))
        .containsExactly("orders.shop.local", "10.0.0.1");
    assertThat(values(answer(directory, "any.dev.example.com", "A"))).containsExactly("192.0.2.9");
    assertThat(answer(directory, "dev.example.com", "A")).isInstanceOf(Answer.NoRecords.class);
    assertThat(answer(directory, "nobody.example.com", "A")).isInstanceOf(Answer.NoName.class);
  }

  @Test
  void aliases_in_a_circle_end() {
    var directory = directory(Routing.MULTIVALUE);

    assertThat(values(answer(directory, "round.example.com", "A"))).isNotEmpty();
  }

  @Test
  void private_names_are_answered_both_ways() {
    var directory = directory(Routing.MULTIVALUE);

    assertThat(values(answer(directory, "ip-10-0-0-9.ec2.internal", "A")))
        .containsExactly("10.0.0.9");
    assertThat(values(answer(directory, "9.0.0.10.in-addr.arpa", "PTR")))
        .containsExactly("ip-10-0-0-9.ec2.internal.");
    assertThat(answer(directory, "ip-10-0-0-8.ec2.internal", "A"))
        .isInstanceOf(Answer.NoName.class);
  }

  private static Directory directory(Routing routing, Instance... instances) {
    var zone =
        new HostedZone(
            "example.com",
            List.of(
                set("www.example.com", RecordType.A, "192.0.2.7", "192.0.2.8"),
                set("alias.example.com", RecordType.CNAME, "www.example.com."),
                set("inner.example.com", RecordType.CNAME, "orders.shop.local"),
                set("*.dev.example.com", RecordType.A, "192.0.2.9"),
                set("round.example.com", RecordType.CNAME, "trip.example.com"),
                set("trip.example.com", RecordType.CNAME, "round.example.com")));
    var service =
        new DiscoveryService(
            "orders", "shop.local", routing, Set.of(RecordType.A, RecordType.SRV), 15);
    var names =
        new CloudMap(
            List.of(new Namespace("shop.local", Namespace.Type.DNS_PRIVATE)),
            List.of(service),
            List.of(zone));
    return new Directory(
        names,
        List.of(instances),
        Map.of("ip-10-0-0-9.ec2.internal", "10.0.0.9"),
        "ec2.internal",
        BLOCK);
  }

  private static RecordSet set(String name, RecordType type, String... values) {
    return new RecordSet(name, type, 60, List.of(values));
  }

  private static Instance instance(int number, boolean healthy) {
    return new Instance(
        "orders", taskId(number), "10.0.0." + number, OptionalInt.of(8080), healthy);
  }

  private static List<String> addresses(Directory directory) {
    return values(answer(directory, "orders.shop.local", "A"));
  }

  private static List<String> values(Answer answer) {
    return answer instanceof Answer.Records(var entries, _)
        ? entries.stream().map(Entry::value).toList()
        : List.of();
  }

  private static Answer answer(Directory directory, String name, String type) {
    return directory.answer(new Question(name, type), _ -> 0);
  }
}
