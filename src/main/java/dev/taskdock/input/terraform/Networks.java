package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The VPC, its subnets with the way out that their route tables give, and security groups, in the
/// words of `taskdock.yaml`.
final class Networks {
  /// Lets nobody: the address is none that a packet is sent to.
  private static final String NOBODY = "255.255.255.255/32";

  private final Plan plan;
  private final References references;
  private final Notes notes;

  Networks(Plan plan, References references, Notes notes) {
    this.plan = plan;
    this.references = references;
    this.notes = notes;
  }

  /// Adds `vpc`, `subnets` and `securityGroups` to `tree`; nothing where the plan has no security
  /// group, since tasks are open to each other then.
  ///
  /// @param asked the ids of groups and subnets that services and load balancers name
  void addTo(Tree tree, Asked asked, Location start) {
    var groups = groups();
    if (groups.isEmpty()) {
      if (!asked.groups().isEmpty()) {
        notes.said("tasks are open to each other: their security groups are not in the plan");
      }
      return;
    }
    for (var id : asked.groups()) {
      if (!groups.containsKey(id)) {
        notes.said("the security group %s is not in the plan: it lets all in here".formatted(id));
        groups.put(id, openGroup(start));
      }
    }
    addSubnets(tree, asked.subnets(), start);
    var section = Tree.at(start);
    groups.forEach(section::with);
    tree.with("securityGroups", section);
  }

  /// The ids of groups and subnets that what runs names.
  record Asked(Set<String> groups, Set<String> subnets) {
    static Asked of(List<Node> services, Map<String, Node> balancers) {
      var asked = new Asked(new LinkedHashSet<>(), new LinkedHashSet<>());
      services.forEach(asked::collect);
      balancers.values().forEach(asked::collect);
      return asked;
    }

    private void collect(Node node) {
      if (node instanceof Node.Mapping object) {
        for (var member : object.members()) {
          switch (member.name()) {
            case "securityGroups", "SecurityGroups" -> texts(member.value()).forEach(groups::add);
            case "subnets" -> texts(member.value()).forEach(subnets::add);
            default -> collect(member.value());
          }
        }
      }
    }

    private static List<String> texts(Node node) {
      return Nodes.scalars(node).stream().map(Node.Scalar::text).toList();
    }
  }

  private void addSubnets(Tree tree, Set<String> asked, Location start) {
    var subnets = new LinkedHashMap<String, Node.Mapping>();
    Optional<Node.Scalar> block = Optional.empty();
    for (var instance : plan.of("aws_subnet", "aws_default_subnet")) {
      var subnet = Block.of(instance, references);
      var id = Identities.of(instance, "id").orElse("");
      if (!asked.contains(id)) {
        continue;
      }
      var cidr = subnet.scalar("cidr_block").filter(c -> c.text().contains("/"));
      cidr.ifPresent(c ->
          subnets.put(
              id,
              Tree.at(subnet.location()).with("CidrBlock", c).withAll("Routes", routes(id)).end()));
      block = block.or(() -> vpcBlock(subnet));
    }
    if (block.isEmpty() || !subnets.keySet().containsAll(asked)) {
      if (!asked.isEmpty()) {
        notes.said("subnets are not told apart: not all of them are in the plan");
      }
      return;
    }
    var section = Tree.at(start);
    subnets.forEach(section::with);
    tree.with("vpc", Tree.at(start).with("CidrBlock", block.get()).end())
        .with("subnets", section.end());
  }

  private Optional<Node.Scalar> vpcBlock(Block subnet) {
    var id = subnet.text("vpc_id").orElse("");
    return plan.of("aws_vpc", "data.aws_vpc", "aws_default_vpc").stream()
        .filter(v -> Identities.of(v, "id").filter(id::equals).isPresent())
        .flatMap(v -> Block.of(v, references).scalar("cidr_block").stream())
        .findFirst();
  }

  /// The default route of a subnet, by the table it is associated with.
  private List<Node> routes(String subnet) {
    var tables =
        plan.of("aws_route_table_association").stream()
            .map(i -> Block.of(i, references))
            .filter(a -> a.text("subnet_id").filter(subnet::equals).isPresent())
            .flatMap(a -> a.text("route_table_id").stream())
            .toList();
    var routes = new ArrayList<Node>();
    for (var instance : plan.of("aws_route")) {
      var route = Block.of(instance, references);
      if (route.text("route_table_id").filter(tables::contains).isPresent()) {
        route(route, "destination_cidr_block").ifPresent(routes::add);
      }
    }
    for (var instance : plan.of("aws_route_table", "aws_default_route_table")) {
      if (Identities.of(instance, "id").filter(tables::contains).isPresent()) {
        Block.of(instance, references)
            .blocks("route")
            .forEach(r -> route(r, "cidr_block").ifPresent(routes::add));
      }
    }
    return routes;
  }

  /// Only the way everywhere is acted on.
  private static Optional<Node> route(Block route, String destination) {
    var everywhere = route.scalar(destination).filter(d -> d.text().equals("0.0.0.0/0"));
    var gateway = route.scalar("nat_gateway_id").or(() -> route.scalar("gateway_id"));
    var way = route.scalar("nat_gateway_id").isPresent() ? "NatGatewayId" : "GatewayId";
    return everywhere.flatMap(d ->
        gateway.map(
            g -> Tree.at(route.location()).with("DestinationCidrBlock", d).with(way, g).end()));
  }

  private Map<String, Node.Mapping> groups() {
    var groups = new LinkedHashMap<String, Node.Mapping>();
    var single = singleRules();
    for (var instance : plan.of("aws_security_group", "aws_default_security_group")) {
      var group = Block.of(instance, references);
      var id = Identities.of(instance, "id").orElse("");
      var in = new ArrayList<Node>();
      var out = new ArrayList<Node>();
      group.blocks("ingress").forEach(r -> in.addAll(rules(r, "Source", id)));
      group.blocks("egress").forEach(r -> out.addAll(rules(r, "Destination", id)));
      in.addAll(single.in().getOrDefault(id, List.of()));
      out.addAll(single.out().getOrDefault(id, List.of()));
      if (out.isEmpty()) {
        // Terraform takes away the rule that AWS gives every group.
        out.add(nobody(group.location()));
        notes.said(
            "%s lets nothing out: Terraform leaves it no egress".formatted(instance.address()));
      }
      var words = Words.of(group);
      group.scalar("name").ifPresent(n -> words.with("GroupName", n));
      groups.put(
          id, words.withAll("SecurityGroupIngress", in).withAll("SecurityGroupEgress", out).end());
    }
    return groups;
  }

  /// Rules that are resources of their own, by the id of their group.
  private record SingleRules(Map<String, List<Node>> in, Map<String, List<Node>> out) {
    void add(boolean egress, String group, Collection<Node> rules) {
      (egress ? out : in).computeIfAbsent(group, _ -> new ArrayList<>()).addAll(rules);
    }
  }

  private SingleRules singleRules() {
    var single = new SingleRules(new HashMap<>(), new HashMap<>());
    for (var instance : plan.of("aws_security_group_rule")) {
      var rule = Block.of(instance, references);
      boolean egress = rule.text("type").filter("egress"::equals).isPresent();
      rule.text("security_group_id")
          .ifPresent(g -> single.add(egress, g, rules(rule, egress ? "Destination" : "Source", g)));
    }
    for (boolean egress : List.of(false, true)) {
      var type = "aws_vpc_security_group_" + (egress ? "egress" : "ingress") + "_rule";
      for (var instance : plan.of(type)) {
        var rule = Block.of(instance, references);
        rule.text("security_group_id")
            .ifPresent(g -> single.add(egress, g, single(rule, egress ? "Destination" : "Source")));
      }
    }
    return single;
  }

  private static List<Node> single(Block rule, String end) {
    return peer(rule, "cidr_ipv4", "CidrIp")
        .or(() -> peer(rule, "referenced_security_group_id", end + "SecurityGroupId"))
        .map(peer -> rule(rule, "ip_protocol", peer))
        .stream()
        .toList();
  }

  private static Optional<Node.Member> peer(Block rule, String attribute, String word) {
    return rule.scalar(attribute).map(v -> new Node.Member(word, v.location(), v));
  }

  /// A rule for each of those that it is for; those of IPv6 are not, since tasks have no such
  /// address here.
  private static List<Node> rules(Block rule, String end, String own) {
    var peers = new ArrayList<Node.Member>();
    rule.scalars("cidr_blocks").forEach(c -> peers.add(new Node.Member("CidrIp", c.location(), c)));
    rule.scalars("security_groups")
        .forEach(g -> peers.add(new Node.Member(end + "SecurityGroupId", g.location(), g)));
    rule.scalar("source_security_group_id")
        .ifPresent(g -> peers.add(new Node.Member(end + "SecurityGroupId", g.location(), g)));
    if (rule.is(true, "self")) {
      peers.add(
          new Node.Member(
              end + "SecurityGroupId", rule.location(), Nodes.text(rule.location(), own)));
    }
    return peers.stream().map(p -> rule(rule, "protocol", p)).toList();
  }

  private static Node rule(Block rule, String protocol, Node.Member peer) {
    var word = rule.text(protocol).orElse("-1").toLowerCase(java.util.Locale.ROOT);
    var plain = word.equals("all") ? "-1" : word;
    var words = Words.of(rule).with("IpProtocol", Nodes.text(rule.placeOf(protocol), plain));
    if (!plain.equals("-1")) {
      words.values("from_port=FromPort", "to_port=ToPort");
    }
    return words.with(peer.name(), peer.value()).end();
  }

  private static Node nobody(Location at) {
    return Tree.at(at).with("IpProtocol", "-1").with("CidrIp", NOBODY).end();
  }

  private static Node.Mapping openGroup(Location at) {
    var all = Tree.at(at).with("IpProtocol", "-1").with("CidrIp", "0.0.0.0/0").end();
    return Tree.at(at).withAll("SecurityGroupIngress", List.of(all)).end();
  }
}
