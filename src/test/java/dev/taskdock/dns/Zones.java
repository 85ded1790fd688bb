package dev.taskdock.dns;

import static dev.taskdock.model.Fixtures.taskId;

import dev.taskdock.discovery.Directory;
import dev.taskdock.discovery.Instance;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.DiscoveryService;
import dev.taskdock.model.CloudMap.HostedZone;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.CloudMap.RecordSet;
import dev.taskdock.model.CloudMap.RecordType;
import dev.taskdock.model.CloudMap.Routing;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Names of every kind: those of Cloud Map with twelve tasks each, those of two hosted zones, and
/// those of addresses.
final class Zones {
  /// A text as long as one may be.
  private static final String LONG = "\"" + "x".repeat(255) + "\"";

  /// All names with records, and one of each kind without.
  static final List<String> NAMES =
      List.of(
          "orders.shop.local",
          "carts.shop.local",
          taskId(1).id() + ".carts.shop.local",
          "one.shop.local",
          "nobody.shop.local",
          "shop.local",
          "example.com",
          "www.example.com",
          "many.example.com",
          "six.example.com",
          "text.example.com",
          "_db._tcp.example.com",
          "one.example.com",
          "round.example.com",
          "any.wild.example.com",
          "none.example.com",
          "ip-10-128-7-5.ec2.internal",
          "ip-10-128-7-6.ec2.internal",
          "5.7.128.10.in-addr.arpa",
          "6.7.128.10.in-addr.arpa");

  private Zones() {}

  static Directory everything() {
    return new Directory(
        new CloudMap(
            List.of(new Namespace("shop.local", Namespace.Type.DNS_PRIVATE)),
            List.of(
                service("orders", Routing.MULTIVALUE, RecordType.A),
                service("carts", Routing.MULTIVALUE, RecordType.SRV),
                service("one", Routing.WEIGHTED, RecordType.A)),
            List.of(first(), second())),
        Stream.of("orders", "carts", "one").flatMap(Zones::instances).toList(),
        Map.of("ip-10-128-7-5.ec2.internal", "10.128.7.5"),
        "ec2.internal",
        AddressBlock.parse("10.128.7.0/24").orElseThrow());
  }

  private static HostedZone first() {
    var many = IntStream.range(0, 250).mapToObj(i -> "192.0.2." + i).toList();
    var six = IntStream.range(0, 100).mapToObj(i -> "2001:db8::" + i).toList();
    var servers = IntStream.range(0, 60).mapToObj(i -> "1 1 5432 db" + i + ".example.com").toList();
    return new HostedZone(
        "example.com",
        List.of(
            set("www", RecordType.A, List.of("192.0.2.7")),
            set("many", RecordType.A, many),
            set("six", RecordType.AAAA, six),
            set("text", RecordType.TXT, List.of(LONG + " " + LONG + " " + LONG, LONG)),
            set("_db._tcp", RecordType.SRV, servers),
            set("one", RecordType.CNAME, List.of("two.example.com.")),
            set("two", RecordType.CNAME, List.of("many.example.com")),
            set("round", RecordType.CNAME, List.of("round.example.org")),
            set("*.wild", RecordType.A, many)));
  }

  private static HostedZone second() {
    return new HostedZone(
        "example.org",
        List.of(
            new RecordSet(
                "round.example.org", RecordType.CNAME, 60, List.of("round.example.com"))));
  }

  private static RecordSet set(String name, RecordType type, List<String> values) {
    return new RecordSet(name + ".example.com", type, 60, values);
  }

  private static DiscoveryService service(String name, Routing routing, RecordType type) {
    return new DiscoveryService(name, "shop.local", routing, Set.of(type), 5);
  }

  private static Stream<Instance> instances(String service) {
    return IntStream.rangeClosed(1, 12)
        .mapToObj(
            i -> new Instance(service, taskId(i), "10.128.7." + i, OptionalInt.of(8000 + i), true));
  }
}
