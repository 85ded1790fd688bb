package dev.taskdock.firewall;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroup.Direction;
import dev.taskdock.model.SecurityGroupRule.Packet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A packet that the filter of a task has dropped, as the kernel traced it.
///
/// @param mark its code point of differentiated services
public record Drop(Why why, IpAddress from, IpAddress to, int mark, Packet packet) {
  private static final Pattern TRACE =
      Pattern.compile(
          "trace id \\S+ inet taskdock (not_let_in|not_let_out|no_route) packet: .*?"
              + "ip saddr (\\S+) ip daddr (\\S+) ip dscp (\\S+) .*");
  private static final Pattern PORT = Pattern.compile(" (tcp|udp) sport \\S+ \\1 dport (\\S+)");

  /// Why it was dropped.
  public enum Why {
    NOT_LET_IN,
    NOT_LET_OUT,
    NO_ROUTE
  }

  /// The drop that a line of `nft monitor trace` tells of; empty where it tells of none.
  public static Optional<Drop> parse(String line) {
    var trace = TRACE.matcher(line);
    return trace.matches() ? of(trace, line) : Optional.empty();
  }

  private static Optional<Drop> of(Matcher trace, String line) {
    var from = IpAddress.parse(trace.group(2));
    var to = IpAddress.parse(trace.group(3));
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    var why =
        switch (trace.group(1)) {
          case Filter.NOT_LET_IN -> Why.NOT_LET_IN;
          case Filter.NOT_LET_OUT -> Why.NOT_LET_OUT;
          default -> Why.NO_ROUTE;
        };
    return packet(line)
        .map(packet -> new Drop(why, from.get(), to.get(), mark(trace.group(4)), packet));
  }

  private static Optional<Packet> packet(String line) {
    var port = PORT.matcher(line);
    if (port.find() && port.group(2).matches("\\d{1,5}")) {
      var protocol = port.group(1).equals("tcp") ? Protocol.TCP : Protocol.UDP;
      return Optional.of(Packet.to(protocol, Integer.parseInt(port.group(2))));
    }
    return line.contains(" icmp type ") ? Optional.of(Packet.PING) : Optional.empty();
  }

  private static int mark(String word) {
    return word.matches("0x[0-9a-f]{1,2}") ? Integer.parseInt(word.substring(2), 16) : 0;
  }

  /// What happened, to whoever wonders why nothing answers: as in "dropped: web → db:5432, no
  /// inbound rule in sg-db".
  ///
  /// @param at the task in whose namespace it was dropped
  public String sentence(Neighbourhood all, Party.OfTask at) {
    var sender = why == Why.NOT_LET_IN ? all.at(from, mark) : at;
    var receiver = why == Why.NOT_LET_IN ? at : all.at(to, 0);
    var guard = at.guard();
    var reason =
        switch (why) {
          case NO_ROUTE -> guard.map(Verdict::noRoute).orElse("no route");
          case NOT_LET_OUT -> Verdict.noRule(Direction.EGRESS, at.groups());
          case NOT_LET_IN -> {
            boolean outside = sender instanceof Party.Laptop || sender instanceof Party.Outside;
            yield outside && guard.filter(g -> !g.publicIp()).isPresent()
                ? at.name() + " has no public address"
                : Verdict.noRule(Direction.INGRESS, at.groups());
          }
        };
    return "dropped: %s → %s, %s".formatted(sender.name(), target(receiver.name()), reason);
  }

  private String target(String name) {
    return packet.protocol().isEmpty() ? name + " (ping)" : name + ":" + packet;
  }
}
