package dev.taskdock.app;

import dev.taskdock.discovery.Directory;
import dev.taskdock.dns.NameServer;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The name server of a VPC, where tasks ask it and on loopback.
///
/// @param endpoint where the questions of tasks are led
/// @param local the port on loopback
record NameService(NameServer server, TaskEndpoint endpoint, OptionalInt local)
    implements AutoCloseable {
  private static final Path RESOLVERS = Path.of("/etc/resolv.conf");
  private static final int PORT = 53;

  /// Begins to listen at the router's address of a VPC.
  ///
  /// @throws IOException when that is not an address of this machine
  static NameService open(
      AddressBlock block, IpAddress router, Directory directory, Consumer<String> note)
      throws IOException {
    var server = NameServer.of(resolvers(), directory);
    int port =
        server.listen(
            InetAddress.getByName(router.toString()),
            asking -> block.contains(IpAddress.of(asking.getAddress())));
    return new NameService(
        server, new TaskEndpoint(router.toString(), port), onLoopback(server, note));
  }

  private static OptionalInt onLoopback(NameServer server, Consumer<String> note) {
    try {
      return OptionalInt.of(
          server.listen(InetAddress.getLoopbackAddress(), InetAddress::isLoopbackAddress));
    } catch (IOException e) {
      note.accept("names cannot be asked for from here: " + e.getMessage());
      return OptionalInt.empty();
    }
  }

  /// Those that this machine asks.
  private static List<InetSocketAddress> resolvers() {
    try (Stream<String> lines = Files.lines(RESOLVERS)) {
      return lines
          .map(String::strip)
          .filter(l -> l.startsWith("nameserver"))
          .map(l -> l.split("\\s+", -1))
          .filter(words -> words.length > 1 && IpAddress.parse(words[1]).isPresent())
          .map(words -> new InetSocketAddress(words[1], PORT))
          .toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException _) {
      // Nobody asks any more.
    }
  }
}
