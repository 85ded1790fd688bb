package dev.taskdock.firewall;

import java.util.Optional;

/// The table that leads the platform's addresses to where they are answered: that of the task's
/// metadata, those of the VPC's resolver (its third address, and 169.254.169.253), and those of
/// Service Connect.
///
/// The addresses of Service Connect are loopback addresses: what leaves for one of them gets the
/// task's own address on its way out. What the proxy sends a container comes from within the task,
/// as from a sidecar: a server that listens on 127.0.0.1 alone hears it. Nobody else on the network
/// may send packets to loopback addresses, though the namespace would route them.
final class Translation {
  private Translation() {}

  static String of(
      AddressPlan plan,
      Optional<TaskEndpoint> endpoint,
      Optional<TaskEndpoint> resolver,
      Proxied proxied) {
    if (endpoint.isEmpty() && resolver.isEmpty() && proxied.isEmpty()) {
      return "";
    }
    var lines = new StringBuilder();
    endpoint.ifPresent(
        e -> lines.append("    ip daddr 169.254.170.2 tcp dport 80 dnat to " + e + "\n"));
    resolver.ifPresent(r -> {
      var addresses = "{ " + plan.local().address(2) + ", 169.254.169.253 }";
      lines.append("    ip daddr " + addresses + " udp dport 53 dnat to " + r + "\n");
      lines.append("    ip daddr " + addresses + " tcp dport 53 dnat to " + r + "\n");
    });
    for (var way : proxied.ways()) {
      lines.append(
          "    ip daddr %s tcp dport %d dnat to %s\n"
              .formatted(way.address(), way.port(), way.proxy()));
    }
    return "table ip taskdock-endpoint {\n  chain output {\n"
        + "    type nat hook output priority -100; policy accept;\n"
        + lines
        + "  }\n"
        + (proxied.isEmpty() ? "" : connected(plan, proxied))
        + "}\n";
  }

  private static String connected(AddressPlan plan, Proxied proxied) {
    var entrances = new StringBuilder();
    for (var entrance : proxied.entrances()) {
      entrances.append(
          "    ip saddr %s ip dscp %d tcp dport %d dnat to 127.0.0.1:%d\n"
              .formatted(plan.router(), Proxied.MARK, entrance.port(), entrance.behind()));
    }
    return """
      chain strangers {
        type filter hook prerouting priority -150; policy accept;
        iif != lo ip daddr 127.0.0.0/8 drop
      }
      chain postrouting {
        type nat hook postrouting priority 100; policy accept;
        oif != lo ip saddr 127.0.0.0/8 masquerade
      }
      chain prerouting {
        type nat hook prerouting priority -100; policy accept;
    %s  }
      chain input {
        type nat hook input priority 100; policy accept;
        iif != lo ip daddr 127.0.0.1 snat to 127.0.0.1
      }
    """
        .formatted(entrances);
  }
}
