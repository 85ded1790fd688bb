package dev.taskdock.firewall;

import dev.taskdock.model.GroupId;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.SecurityGroup.Direction;
import dev.taskdock.model.SecurityGroupRule.Peer;
import dev.taskdock.model.SecurityGroupRule.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Security groups and routes as the packet filter of one task.
///
/// The text replaces what a former one has left, in one transaction: no packet meets half of it.
/// Flows the kernel knows go on whatever the rules say by now, as on AWS. Groups are sets of
/// addresses. Load balancers and this machine come from the same address, that of the router; the
/// former carry a mark.
///
/// What is dropped is counted, and traced so that whoever monitors the namespace hears of it; not
/// more often than a reader can take. Broadcasts, IPv6 and link-local addresses are dropped in
/// silence: nobody asked for those packets.
public final class Filter {
  /// The chains in which packets are dropped: their names stand in each trace.
  static final String NOT_LET_IN = "not_let_in";

  static final String NOT_LET_OUT = "not_let_out";

  static final String NO_ROUTE = "no_route";

  private static final String DROP =
      """
          limit rate 20/second burst 40 packets meta nftrace set 1
          counter drop
      """;

  private final Neighbourhood all;
  private final Party.OfTask task;
  private final Party.Guard guard;
  private final Services services;
  private final Map<GroupId, String> sets = new LinkedHashMap<>();

  /// What a task is always let do.
  ///
  /// @param endpoint where its metadata is answered
  /// @param resolver where names are answered for its network
  /// @param published ports that somebody on this machine asked to be let into
  /// @param proxied what Service Connect carries; whom that is let reach, its proxy looks at
  public record Services(
      Optional<TaskEndpoint> endpoint,
      Optional<TaskEndpoint> resolver,
      List<Integer> published,
      Proxied proxied) {
    public Services {
      published = List.copyOf(published);
    }

    /// Without Service Connect.
    public Services(
        Optional<TaskEndpoint> endpoint, Optional<TaskEndpoint> resolver, List<Integer> published) {
      this(endpoint, resolver, published, Proxied.NONE);
    }
  }

  private Filter(Neighbourhood all, Party.OfTask task, Party.Guard guard, Services services) {
    this.all = all;
    this.task = task;
    this.guard = guard;
    this.services = services;
  }

  /// The rules of `task`, which may be open: then all may pass but link-local addresses.
  public static Ruleset of(Neighbourhood all, Party.OfTask task, Services services) {
    var before =
        """
        add table inet taskdock
        delete table inet taskdock
        add table ip taskdock-endpoint
        delete table ip taskdock-endpoint
        """;
    var translation =
        Translation.of(all.plan(), services.endpoint(), services.resolver(), services.proxied());
    return new Ruleset(
        before
            + translation
            + task.guard()
                .map(guard -> new Filter(all, task, guard, services).table())
                .orElseGet(() -> Ruleset.linkLocalDropped().text()),
        !services.proxied().isEmpty());
  }

  private String table() {
    var in = incoming();
    var router = fromRouter();
    var out = outgoing();
    return "table inet taskdock {\n"
        + sets.entrySet().stream().map(e -> set(e.getKey(), e.getValue())).collect(joined())
        + """
          chain input {
            type filter hook input priority 0; policy drop;
            iif lo accept
            ct state established,related accept
            ct state invalid counter drop
            meta nfproto ipv6 drop
            meta pkttype { broadcast, multicast } drop
            ip saddr %s goto router
        """
            .formatted(all.plan().router())
        + lines(in)
        + "    goto "
        + NOT_LET_IN
        + "\n  }\n"
        + "  chain router {\n"
        + lines(router)
        + "    goto "
        + NOT_LET_IN
        + "\n  }\n"
        + """
          chain output {
            type filter hook output priority 0; policy drop;
            oif lo accept
            ct state established,related accept
            ct state invalid counter drop
            meta nfproto ipv6 drop
            ip daddr { 224.0.0.0/4, 255.255.255.255 } drop
        """
        + lines(platform())
        + "    ip daddr 169.254.0.0/16 counter drop\n"
        + (guard.isLetOut()
            ? ""
            : "    ip daddr != " + all.plan().local() + " goto " + NO_ROUTE + "\n")
        + lines(out)
        + "    goto "
        + NOT_LET_OUT
        + "\n  }\n"
        + dropping(NOT_LET_IN)
        + dropping(NOT_LET_OUT)
        + dropping(NO_ROUTE)
        + "}\n";
  }

  /// From other tasks and from outside.
  private List<String> incoming() {
    var lines = new ArrayList<String>();
    for (var written : all.rules(guard.groups(), Direction.INGRESS)) {
      addresses("saddr", written.rule().peer())
          .forEach(from -> lines.add(from + matching(written.rule().traffic()) + " accept"));
    }
    return lines;
  }

  /// From load balancers, and from this machine where the task is public.
  private List<String> fromRouter() {
    var lines = new ArrayList<String>();
    services
        .published()
        .forEach(port -> lines.add("meta l4proto { tcp, udp } th dport " + port + " accept"));
    services
        .proxied()
        .entrances()
        .forEach(e ->
            lines.add(
                "ip dscp " + Proxied.MARK + " tcp dport " + e.behind() + " ct status dnat accept"));
    var laptop = new Party.Laptop();
    var marks =
        Stream.concat(
                all.balancers().stream().map(Party.OfBalancer::mark),
                services.proxied().isEmpty() ? Stream.empty() : Stream.of(Proxied.MARK))
            .map(mark -> Integer.toString(mark))
            .distinct()
            .toList();
    var unmarked = marks.isEmpty() ? "" : "ip dscp != { " + String.join(", ", marks) + " }";
    for (var written : all.rules(guard.groups(), Direction.INGRESS)) {
      var rule = written.rule();
      for (var balancer : all.balancers()) {
        if (all.isMeant(rule.peer(), balancer) && isSentBy(balancer, rule.traffic())) {
          lines.add("ip dscp " + balancer.mark() + matching(rule.traffic()) + " accept");
        }
      }
      if (guard.publicIp() && all.isMeant(rule.peer(), laptop)) {
        lines.add(unmarked + matching(rule.traffic()) + " accept");
      }
    }
    return lines;
  }

  /// Whether a load balancer's own rules let it send what a rule of the task would let in; judged
  /// by the first port of a range.
  private boolean isSentBy(Party.OfBalancer balancer, Traffic traffic) {
    return balancer.groups().isEmpty()
        || all.rules(balancer.groups(), Direction.EGRESS).stream()
            .filter(w -> all.isMeant(w.rule().peer(), task))
            .anyMatch(w -> Overlap.of(w.rule().traffic(), traffic));
  }

  private List<String> outgoing() {
    var lines = new ArrayList<String>();
    for (var written : all.rules(guard.groups(), Direction.EGRESS)) {
      addresses("daddr", written.rule().peer())
          .forEach(to -> lines.add(to + matching(written.rule().traffic()) + " accept"));
    }
    return lines;
  }

  /// What no group has a say in: the metadata and the resolver.
  private List<String> platform() {
    var lines = new ArrayList<String>();
    services
        .endpoint()
        .ifPresent(
            e -> lines.add("ip daddr " + e.address() + " tcp dport " + e.port() + " accept"));
    services
        .resolver()
        .ifPresent(r ->
            lines.add(
                "ip daddr "
                    + r.address()
                    + " meta l4proto { tcp, udp } th dport "
                    + r.port()
                    + " accept"));
    return lines;
  }

  private List<String> addresses(String side, Peer peer) {
    return switch (peer) {
      case Peer.Group(var id) ->
          List.of("ip " + side + " @" + sets.computeIfAbsent(id, _ -> "group" + sets.size()));
      case Peer.Block(var block) ->
          all.plan().here(block).stream()
              .map(b -> b.prefix() == 0 ? "meta nfproto ipv4" : "ip " + side + " " + b)
              .toList();
    };
  }

  private String set(GroupId group, String name) {
    var members =
        all.members(group).stream()
            .map(Party.OfTask::address)
            .map(IpAddress::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    return "  set "
        + name
        + " {\n    type ipv4_addr\n"
        + (members.isEmpty() ? "" : "    elements = { " + members + " }\n")
        + "  }\n";
  }

  private static String matching(Traffic traffic) {
    return switch (traffic) {
      case Traffic.All _ -> "";
      case Traffic.Ports(var protocol, var from, var to) ->
          " " + protocol.word() + " dport " + (from == to ? "" + from : from + "-" + to);
      case Traffic.Icmp(var type, var code) ->
          type == -1
              ? " meta l4proto icmp"
              : " icmp type " + type + (code == -1 ? "" : " icmp code " + code);
      case Traffic.Other(var number) -> " meta l4proto " + number;
    };
  }

  private static String lines(List<String> rules) {
    return rules.stream().distinct().map(r -> "    " + r.strip() + "\n").collect(joined());
  }

  private static String dropping(String chain) {
    return "  chain " + chain + " {\n" + DROP + "  }\n";
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining();
  }
}
