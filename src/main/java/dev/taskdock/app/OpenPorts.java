package dev.taskdock.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The TCP ports that the processes of a task listen on, and for whom, as the kernel lists them in
/// `/proc/net/tcp` and `/proc/net/tcp6`.
final class OpenPorts {
  private static final String LISTEN = "0A";
  private static final String NAME_SERVER = "127.0.0.11";

  private final List<Listening> sockets;

  /// Who reaches a listening socket.
  private enum Reach {
    IPV4,
    IPV6,
    TASK
  }

  private record Listening(int port, Reach reach, String address) {
    boolean isForTask() {
      return reach == Reach.TASK;
    }
  }

  private OpenPorts(List<Listening> sockets) {
    this.sockets = sockets;
  }

  /// Reads the tables, the two one behind the other with their headings.
  static OpenPorts parse(String tables) {
    return new OpenPorts(
        tables
            .lines()
            .map(line -> line.strip().split("\\s+"))
            .flatMap(row -> listening(row).stream())
            .distinct()
            .toList());
  }

  /// Why nobody gets a connection at a declared port, in a sentence.
  String explain(int port) {
    var there = sockets.stream().filter(s -> s.port() == port).toList();
    if (there.isEmpty()) {
      return "nothing listens on port " + port + " yet" + others();
    }
    if (there.stream().anyMatch(s -> s.reach() == Reach.IPV4)) {
      return "port %d is listened on, but takes no connection yet".formatted(port);
    }
    return there.stream().allMatch(Listening::isForTask)
        ? ("port %d is listened on for the task itself only (%s): nobody else reaches it, on"
                + " Fargate no load balancer either; listen on 0.0.0.0")
            .formatted(port, addresses(there))
        : "port %d is listened on for IPv6 only: clients come with IPv4; listen on 0.0.0.0"
            .formatted(port);
  }

  private String others() {
    if (sockets.isEmpty()) {
      return ", nor on any other";
    }
    var parts = new ArrayList<String>();
    var open = ports(Predicate.not(Listening::isForTask));
    if (!open.isEmpty()) {
      parts.add("on " + enumerated(open));
    }
    var own = ports(Listening::isForTask);
    own.removeAll(open);
    if (!own.isEmpty()) {
      var theirs = sockets.stream().filter(s -> own.contains(s.port())).toList();
      parts.add("for itself only (%s) on %s".formatted(addresses(theirs), enumerated(own)));
    }
    return "; the task listens " + String.join(" and ", parts);
  }

  private List<Integer> ports(Predicate<Listening> wanted) {
    return sockets.stream()
        .filter(wanted)
        .map(Listening::port)
        .distinct()
        .sorted()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String addresses(List<Listening> sockets) {
    return sockets.stream()
        .map(Listening::address)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String enumerated(List<Integer> numbers) {
    int last = numbers.size() - 1;
    var head =
        numbers.subList(0, last).stream().map(String::valueOf).collect(Collectors.joining(", "));
    return head.isEmpty() ? "" + numbers.get(last) : head + " and " + numbers.get(last);
  }

  /// A row: its number, the local address and port, the remote one, the state, and more.
  private static Optional<Listening> listening(String[] row) {
    if (row.length < 4 || !row[3].equals(LISTEN)) {
      return Optional.empty();
    }
    int colon = row[1].indexOf(':');
    int port = Integer.parseInt(row[1].substring(colon + 1), 16);
    return address(row[1].substring(0, colon))
        .filter(OpenPorts::isOfTask)
        .map(address -> new Listening(port, reach(address), words(address)));
  }

  /// Not so the engine's name server, and what stands in for the link-local services of AWS.
  private static boolean isOfTask(InetAddress address) {
    return !address.isLinkLocalAddress() && !words(address).equals(NAME_SERVER);
  }

  private static Reach reach(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return Reach.TASK;
    }
    return address.getAddress().length == 4 ? Reach.IPV4 : Reach.IPV6;
  }

  private static String words(InetAddress address) {
    return address.getHostAddress().replace("0:0:0:0:0:0:0:1", "::1");
  }

  /// Words of four bytes, each printed as a number of the machine: its last byte first.
  ///
  /// An IPv4 address in an IPv6 socket becomes the former.
  private static Optional<InetAddress> address(String hex) {
    byte[] turned = HexFormat.of().parseHex(hex);
    byte[] address = new byte[turned.length];
    for (int i = 0; i < address.length; i++) {
      address[i] = turned[i - i % 4 + 3 - i % 4];
    }
    try {
      return Optional.of(InetAddress.getByAddress(address));
    } catch (UnknownHostException _) {
      return Optional.empty();
    }
  }
}
