package dev.taskdock.firewall;

import java.util.Optional;

/// The table that leads the platform's addresses to where they are answered: that of the task's
/// metadata, and those of the VPC's resolver (its third address, and 169.254.169.253).
final class Translation {
  private Translation() {}

  static String of(
      AddressPlan plan, Optional<TaskEndpoint> endpoint, Optional<TaskEndpoint> resolver) {
    if (endpoint.isEmpty() && resolver.isEmpty()) {
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
    return "table ip taskdock-endpoint {\n  chain output {\n"
        + "    type nat hook output priority -100; policy accept;\n"
        + lines
        + "  }\n}\n";
  }
}
