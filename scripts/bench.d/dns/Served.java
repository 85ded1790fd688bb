import dev.taskdock.discovery.Directory;
import dev.taskdock.discovery.Instance;
import dev.taskdock.dns.NameServer;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.DiscoveryService;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.CloudMap.RecordType;
import dev.taskdock.model.CloudMap.Routing;
import dev.taskdock.model.TaskId;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// The name server of a VPC with one name of Cloud Map, behind which eight tasks are, on loopback.
/// It prints its port and goes on until its input ends.
final class Served {
  public static void main(String[] arguments) throws Exception {
    var tasks =
        IntStream.rangeClosed(1, 8)
            .mapToObj(i ->
                new Instance(
                    "orders",
                    new TaskId("%032x".formatted(i)),
                    "10.0.0." + i,
                    OptionalInt.empty(),
                    true))
            .toList();
    var orders =
        new DiscoveryService("orders", "shop.local", Routing.MULTIVALUE, Set.of(RecordType.A), 5);
    var names =
        new CloudMap(
            List.of(new Namespace("shop.local", Namespace.Type.DNS_PRIVATE)),
            List.of(orders),
            List.of());
    var directory =
        new Directory(
            names,
            tasks,
            Map.of(),
            "ec2.internal",
            AddressBlock.parse("10.0.0.0/16").orElseThrow());
    try (var server = NameServer.of(List.of(), directory)) {
      System.out.println(
          server.listen(InetAddress.getLoopbackAddress(), InetAddress::isLoopbackAddress));
      while (System.in.read() >= 0) {}
    }
  }
}
