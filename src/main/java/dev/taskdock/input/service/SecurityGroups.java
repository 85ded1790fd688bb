package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4080;
import static dev.taskdock.problem.Code.TD4081;

import dev.taskdock.input.Fields;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.GroupId;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.SecurityGroup.Direction;
import dev.taskdock.model.SecurityGroupRule;
import dev.taskdock.model.SecurityGroupRule.Peer;
import dev.taskdock.model.SecurityGroupRule.Traffic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `securityGroups`: rules in the words of AWS::EC2::SecurityGroup.
///
/// ```yaml
/// securityGroups:
///   sg-db:
///     SecurityGroupIngress:
///       - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: sg-web}
/// ```
///
/// A group that says nothing of what may go out lets all out.
final class SecurityGroups {
  private static final int LAST_PORT = 65_535;

  private final Map<GroupId, SecurityGroup> groups = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();

  private SecurityGroups() {}

  static Map<GroupId, SecurityGroup> of(Fields section) {
    var reading = new SecurityGroups();
    reading.known.add(GroupId.DEFAULT.value());
    for (var member : section.members()) {
      reading.known.add(member.name());
      if (!member.value().isEmpty()) {
        section.objectAt(member).flatMap(f -> f.text("GroupName")).ifPresent(reading.known::add);
      }
    }
    for (var member : section.members()) {
      var id = new GroupId(member.name());
      if (member.value().isEmpty()) {
        reading.groups.put(id, SecurityGroups.empty(id));
      } else {
        section
            .objectAt(member)
            .map(f -> Members.of(f, Shape.SECURITY_GROUP))
            .ifPresent(m -> reading.group(id, m));
      }
    }
    return reading.resolved();
  }

  /// The group that `text` names, by its id or its name.
  static Optional<SecurityGroup> find(String text, Collection<SecurityGroup> groups) {
    return groups.stream()
        .filter(g -> g.id().value().equals(text))
        .findFirst()
        .or(() ->
            groups.stream().filter(g -> g.name().filter(text::equals).isPresent()).findFirst());
  }

  /// A group as it is made: nothing comes in, all may go out.
  private static SecurityGroup empty(GroupId id) {
    return new SecurityGroup(id, Optional.empty(), List.of(), List.of(SecurityGroupRule.ALL_OUT));
  }

  private void group(GroupId id, Members group) {
    var ingress =
        group.objects("SecurityGroupIngress", Shape.SECURITY_GROUP_INGRESS).stream()
            .flatMap(r -> rule(r, Direction.INGRESS).stream())
            .toList();
    var egress =
        group.objects("SecurityGroupEgress", Shape.SECURITY_GROUP_EGRESS).stream()
            .flatMap(r -> rule(r, Direction.EGRESS).stream())
            .toList();
    boolean says = !group.fields().objects("SecurityGroupEgress").isEmpty();
    groups.put(
        id,
        new SecurityGroup(
            id,
            group.text("GroupName"),
            ingress,
            says ? egress : List.of(SecurityGroupRule.ALL_OUT)));
  }

  private Optional<SecurityGroupRule> rule(Members rule, Direction direction) {
    var traffic = traffic(rule);
    var peer = peer(rule, direction);
    return traffic.flatMap(t -> peer.map(p -> new SecurityGroupRule(t, p)));
  }

  private static Optional<Traffic> traffic(Members rule) {
    var protocol = rule.due("IpProtocol", "tcp").orElse("");
    return switch (protocol) {
      case "" -> Optional.empty();
      case "-1" -> Optional.of(new Traffic.All());
      case "tcp", "6" -> ports(rule, Protocol.TCP);
      case "udp", "17" -> ports(rule, Protocol.UDP);
      case "icmp", "1" ->
          Optional.of(
              new Traffic.Icmp(
                  rule.number("FromPort", -1, 255).orElse(-1),
                  rule.number("ToPort", -1, 255).orElse(-1)));
      default -> other(rule, protocol);
    };
  }

  private static Optional<Traffic> other(Members rule, String protocol) {
    if (protocol.matches("\\d{1,3}") && Integer.parseInt(protocol) < 256) {
      return Optional.of(new Traffic.Other(Integer.parseInt(protocol)));
    }
    rule.tell(
        TD4081,
        Quoted.of(protocol) + " is not a protocol",
        "IpProtocol",
        "Invalid value '" + protocol + "' for IP protocol. Unknown protocol.",
        Nearest.of(protocol, List.of("tcp", "udp", "icmp"))
            .map(near -> "write " + near)
            .orElse("write tcp, udp, icmp, a number, or \"-1\" for all"));
    return Optional.empty();
  }

  private static Optional<Traffic> ports(Members rule, Protocol protocol) {
    rule.expect("FromPort", "80");
    rule.expect("ToPort", "80");
    var from = rule.number("FromPort", -1, LAST_PORT);
    var to = rule.number("ToPort", -1, LAST_PORT);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    if (from.get() == -1 && to.get() == -1) {
      return Optional.of(new Traffic.Ports(protocol, 0, LAST_PORT));
    }
    if (from.get() < 0 || from.get() > to.get()) {
      rule.tell(
          TD4081,
          "a range from " + from.get() + " to " + to.get(),
          "ToPort",
          "Invalid TCP or UDP port range: it goes from the lower port to the higher.",
          "write FromPort: %d, ToPort: %d"
              .formatted(
                  Math.max(0, Math.min(from.get(), to.get())), Math.max(from.get(), to.get())));
      return Optional.empty();
    }
    return Optional.of(new Traffic.Ports(protocol, from.get(), to.get()));
  }

  private Optional<Peer> peer(Members rule, Direction direction) {
    var members =
        switch (direction) {
          case INGRESS -> List.of("CidrIp", "SourceSecurityGroupId", "SourceSecurityGroupName");
          case EGRESS -> List.of("CidrIp", "DestinationSecurityGroupId");
        };
    var written = members.stream().filter(rule::has).toList();
    if (written.size() != 1) {
      boolean elsewhere = rule.has("CidrIpv6") || rule.has("SourcePrefixListId");
      if (!elsewhere || written.size() > 1) {
        rule.tell(
            TD4081,
            written.isEmpty() ? "a rule for nobody" : "a rule for two",
            written.isEmpty() ? "" : written.getLast(),
            "A rule has exactly one of " + String.join(", ", members) + ".",
            written.isEmpty() ? "add CidrIp: 0.0.0.0/0" : "write two rules");
      }
      return Optional.empty();
    }
    var member = written.getFirst();
    return member.equals("CidrIp") ? block(rule) : group(rule, member);
  }

  private static Optional<Peer> block(Members rule) {
    var text = rule.text("CidrIp");
    var block = text.flatMap(AddressBlock::parse).filter(AddressBlock::isV4);
    if (text.isPresent() && block.isEmpty()) {
      rule.tell(
          TD4081,
          Quoted.of(text.get()) + " is not a block of addresses",
          "CidrIp",
          "CIDR block " + text.get() + " is malformed.",
          "write 0.0.0.0/0 for everybody, 203.0.113.7/32 for one address");
    }
    return block.map(Peer.Block::new);
  }

  private Optional<Peer> group(Members rule, String member) {
    var text = rule.text(member);
    if (text.isPresent() && !known.contains(text.get())) {
      rule.tell(
          TD4080,
          "no security group " + Quoted.of(text.get()),
          member,
          "The security group '" + text.get() + "' does not exist: it is not declared here.",
          Nearest.of(text.get(), known)
              .map(near -> "write " + Quoted.of(near))
              .orElse("declare it below securityGroups"));
      return Optional.empty();
    }
    return text.map(t -> new Peer.Group(new GroupId(t)));
  }

  /// All groups, with ids where rules had names.
  private Map<GroupId, SecurityGroup> resolved() {
    var resolved = new LinkedHashMap<GroupId, SecurityGroup>();
    groups.forEach((id, group) ->
        resolved.put(
            id,
            new SecurityGroup(
                id,
                group.name(),
                group.ingress().stream().map(this::resolved).toList(),
                group.egress().stream().map(this::resolved).toList())));
    return resolved;
  }

  private SecurityGroupRule resolved(SecurityGroupRule rule) {
    return switch (rule.peer()) {
      case Peer.Block _ -> rule;
      case Peer.Group(var named) ->
          new SecurityGroupRule(
              rule.traffic(),
              new Peer.Group(
                  find(named.value(), groups.values()).map(SecurityGroup::id).orElse(named)));
    };
  }
}
