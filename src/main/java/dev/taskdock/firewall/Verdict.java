package dev.taskdock.firewall;

import dev.taskdock.model.GroupId;
import dev.taskdock.model.SecurityGroup.Direction;
import dev.taskdock.model.SecurityGroupRule.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether the first packet of a conversation passes, and what decides it.
///
/// @param reasons one for each side that has a say, in the order of the packet's way; the last one
///   decides where it does not pass
public record Verdict(boolean passes, List<String> reasons) {
  public Verdict {
    reasons = List.copyOf(reasons);
  }

  /// What becomes of a packet.
  public static Verdict of(Neighbourhood all, Party from, Party to, Packet packet) {
    var reasons = new ArrayList<String>();
    boolean leaves = passes(out(all, from, to, packet), reasons);
    boolean passes = leaves && passes(in(all, from, to, packet), reasons);
    return new Verdict(passes, reasons);
  }

  /// What one side says.
  private record Opinion(boolean passes, String reason) {}

  private static boolean passes(Optional<Opinion> opinion, List<String> reasons) {
    opinion.ifPresent(o -> reasons.add(o.reason));
    return opinion.map(Opinion::passes).orElse(true);
  }

  private static Optional<Opinion> out(Neighbourhood all, Party from, Party to, Packet packet) {
    if (from instanceof Party.OfTask(_, var name, _, var guard)) {
      if (guard.isEmpty()) {
        return Optional.of(new Opinion(true, "nothing guards " + name));
      }
      boolean leavesVpc = to instanceof Party.Outside || to instanceof Party.Laptop;
      if (leavesVpc && !guard.get().isLetOut()) {
        return Optional.of(new Opinion(false, noRoute(guard.get())));
      }
    }
    return from.groups().isEmpty()
        ? Optional.empty()
        : Optional.of(asked(all, from.groups(), Direction.EGRESS, to, packet));
  }

  private static Optional<Opinion> in(Neighbourhood all, Party from, Party to, Packet packet) {
    return switch (to) {
      case Party.Laptop _, Party.Outside _ -> Optional.empty();
      case Party.OfBalancer balancer ->
          balancer.groups().isEmpty()
              ? Optional.empty()
              : Optional.of(asked(all, balancer.groups(), Direction.INGRESS, from, packet));
      case Party.OfTask(_, var name, _, var guard) -> {
        if (guard.isEmpty()) {
          yield Optional.of(new Opinion(true, "nothing guards " + name));
        }
        boolean outside = from instanceof Party.Laptop || from instanceof Party.Outside;
        yield Optional.of(
            outside && !guard.get().publicIp()
                ? new Opinion(false, name + " has no public address")
                : asked(all, guard.get().groups(), Direction.INGRESS, from, packet));
      }
    };
  }

  private static Opinion asked(
      Neighbourhood all, List<GroupId> groups, Direction direction, Party peer, Packet packet) {
    return all.rules(groups, direction).stream()
        .filter(w -> w.rule().traffic().covers(packet) && all.isMeant(w.rule().peer(), peer))
        .findFirst()
        .map(w ->
            new Opinion(
                true,
                "%s rule of %s: %s %s %s"
                    .formatted(
                        direction.word(),
                        w.group(),
                        w.rule().traffic().words(),
                        direction == Direction.INGRESS ? "from" : "to",
                        w.rule().peer().words())))
        .orElseGet(() -> new Opinion(false, noRule(direction, groups)));
  }

  /// As in "no inbound rule in sg-db".
  static String noRule(Direction direction, List<GroupId> groups) {
    return "no %s rule in %s"
        .formatted(
            direction.word(),
            groups.stream().map(GroupId::value).collect(Collectors.joining(", ")));
  }

  /// Why a task cannot leave the VPC.
  static String noRoute(Party.Guard guard) {
    return switch (guard.wayOut()) {
      case INTERNET_GATEWAY -> "no route: public subnet, and the task has no public address";
      case NONE, NAT_GATEWAY -> "no route: private subnet without NAT gateway";
    };
  }
}
