package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.GroupId;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// VPC, subnets and security groups of all stacks, as in `taskdock.yaml`: by the names that people
/// gave them, not by ids.
///
/// A group or a subnet that services name and no stack here declares is stood in for: such a group
/// lets everything in and out, and such a subnet has a way out. Both is said.
final class Networks {
  private static final String EC2 = "AWS::EC2::";
  private static final String EVERYWHERE = "0.0.0.0/0";
  private static final List<String> GROUPS_IN_RULES =
      List.of("SourceSecurityGroupId", "SourceSecurityGroupName", "DestinationSecurityGroupId");
  private static final List<String> OF_RULE_RESOURCES = List.of("GroupId", "GroupName");
  private static final List<String> NOT_SAID = List.of("GroupDescription", "VpcId", "Tags");

  private final StackSet set;
  private final Notes notes;
  private final Optional<Resource> vpc;
  private final Map<String, String> groups = new LinkedHashMap<>();
  private final Map<String, Resource> subnets = new LinkedHashMap<>();
  private final Map<String, Location> strangers = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final Set<String> elsewhere = new LinkedHashSet<>();

  Networks(StackSet set, Notes notes) {
    this.set = set;
    this.notes = notes;
    this.vpc = chosenVpc();
    nameGroups();
    nameSubnets();
    rules().forEach(this::meetStrangers);
  }

  /// Whether a network is declared, so that group and subnet of a task count.
  boolean isAny() {
    return vpc.isPresent() || !groups.isEmpty() || !set.resources(EC2 + "Subnet").isEmpty();
  }

  // Names.

  private void nameGroups() {
    for (var one : set.resources(EC2 + "VPC")) {
      var standard = text(ResourceNames.attribute(one, "DefaultSecurityGroup", "", one.location()));
      groups.put(standard, GroupId.DEFAULT.value());
    }
    for (var group : set.resources(EC2 + "SecurityGroup")) {
      var given = group.text("GroupName").filter(name -> !groups.containsValue(name));
      groups.put(id(group), given.orElseGet(group::generatedName));
    }
  }

  private void nameSubnets() {
    var block = vpc.flatMap(this::block);
    for (var subnet : set.resources(EC2 + "Subnet")) {
      boolean inVpc = subnet.text("VpcId").equals(vpc.map(Networks::id));
      if (block.isPresent() && inVpc && isPartOf(subnet, block.get())) {
        subnets.put(id(subnet), subnet);
      }
    }
  }

  /// Another block of the VPC has no place here, and one that is not known neither.
  private boolean isPartOf(Resource subnet, AddressBlock block) {
    var text = subnet.text("CidrBlock");
    boolean known = text.filter(t -> set.unknowns().in(t).isEmpty()).isPresent();
    boolean secondary =
        set.resources(EC2 + "VPCCidrBlock").stream().anyMatch(r -> r.text("CidrBlock").isPresent());
    return known
        && (!secondary || text.flatMap(AddressBlock::parse).filter(block::contains).isPresent());
  }

  /// The block of a VPC, where it is known.
  private Optional<AddressBlock> block(Resource one) {
    return one.text("CidrBlock")
        .filter(t -> set.unknowns().in(t).isEmpty())
        .flatMap(AddressBlock::parse);
  }

  /// One network is made here: that of the services, where there are several.
  private Optional<Resource> chosenVpc() {
    var all = set.resources(EC2 + "VPC");
    if (all.size() < 2) {
      return all.stream().findFirst();
    }
    var used =
        set.resources("AWS::ECS::Service").stream()
            .flatMap(s -> s.property("NetworkConfiguration").stream())
            .flatMap(n -> Nodes.scalars(n).stream())
            .map(Node.Scalar::text)
            .collect(Collectors.toSet());
    var chosen =
        set.resources(EC2 + "Subnet").stream()
            .filter(s -> used.contains(id(s)))
            .flatMap(s -> s.text("VpcId").stream())
            .flatMap(id -> all.stream().filter(v -> id(v).equals(id)))
            .findFirst()
            .or(() -> all.stream().findFirst());
    notes.said(
        "of %d VPCs only that of the services is made here: %s"
            .formatted(all.size(), chosen.map(Resource::id).orElse("")));
    return chosen;
  }

  // What others name.

  /// The same list of groups by their names.
  Node named(Node ids) {
    return switch (ids) {
      case Node.Scalar scalar -> Nodes.text(scalar.location(), group(scalar));
      case Node.Sequence list ->
          new Node.Sequence(list.location(), list.items().stream().map(this::named).toList());
      case Node.Mapping object -> object;
    };
  }

  private String group(Node.Scalar scalar) {
    var name = groups.get(scalar.text());
    if (name != null) {
      return name;
    }
    if (isAny() && !scalar.isEmpty() && !groups.containsValue(scalar.text())) {
      strangers.putIfAbsent(scalar.text(), scalar.location());
      asked.add(scalar.text());
    }
    return scalar.text();
  }

  /// The groups that rules let in and that nobody here declares: those of a load balancer, say,
  /// that is not at hand.
  List<String> strangersInRules() {
    return strangers.keySet().stream().filter(s -> !asked.contains(s)).toList();
  }

  private void meetStrangers(Node.Mapping rule) {
    for (var member : GROUPS_IN_RULES) {
      if (rule.get(member).orElse(null) instanceof Node.Scalar scalar
          && !scalar.isEmpty()
          && !groups.containsKey(scalar.text())
          && !groups.containsValue(scalar.text())) {
        strangers.putIfAbsent(scalar.text(), scalar.location());
      }
    }
  }

  /// The network configuration of a service, with names for ids.
  Node configuration(Node configuration) {
    if (!isAny() || !(configuration instanceof Node.Mapping object)) {
      return configuration;
    }
    return new Node.Mapping(
        object.location(),
        object.members().stream()
            .map(m ->
                new Node.Member(
                    m.name(),
                    m.nameLocation(),
                    switch (m.name()) {
                      case "awsvpcConfiguration" -> configuration(m.value());
                      case "securityGroups" -> named(m.value());
                      case "subnets" -> subnets(m.value());
                      default -> m.value();
                    }))
            .toList());
  }

  private Node subnets(Node ids) {
    return switch (ids) {
      case Node.Scalar scalar -> Nodes.text(scalar.location(), subnet(scalar));
      case Node.Sequence list ->
          new Node.Sequence(list.location(), list.items().stream().map(this::subnets).toList());
      case Node.Mapping object -> object;
    };
  }

  private String subnet(Node.Scalar scalar) {
    var known = subnets.get(scalar.text());
    if (known == null) {
      elsewhere.add(scalar.text());
    }
    return known == null ? scalar.text() : known.generatedName();
  }

  /// The subnets that services name and that are not in the tree.
  Set<String> elsewhere() {
    return Set.copyOf(elsewhere);
  }

  // The tree.

  /// The members `vpc`, `subnets` and `securityGroups`; to be asked after all who name groups.
  List<Node.Member> members() {
    if (!isAny()) {
      return List.of();
    }
    var members = new ArrayList<Node.Member>();
    vpc.filter(v -> block(v).isPresent())
        .ifPresent(v -> {
          var at = v.location();
          var block = v.property("CidrBlock").orElseThrow();
          members.add(
              Nodes.member(
                  at, "vpc", new Node.Mapping(at, List.of(Nodes.member(at, "CidrBlock", block)))));
          members.add(Nodes.member(at, "subnets", subnetTree(at)));
        });
    var start = Location.startOf(set.stacks().getFirst().template().source().file());
    members.add(Nodes.member(start, "securityGroups", groupTree(start)));
    tellStandIns();
    return members;
  }

  private void tellStandIns() {
    if (!asked.isEmpty()) {
      notes.said(
          "security groups that are not here let everything in and out: "
              + asked.stream().map(this::what).distinct().collect(Collectors.joining(", ")));
    }
    if (!elsewhere.isEmpty() && !subnets.isEmpty()) {
      notes.said(
          "subnets that are not here have a way out: "
              + elsewhere.stream().map(this::what).distinct().collect(Collectors.joining(", ")));
    }
  }

  /// What a text stands in for, else the text.
  private String what(String text) {
    return set.unknowns().in(text).stream()
        .map(u -> u.name().substring(u.name().indexOf(':') + 1))
        .findFirst()
        .orElse(text);
  }

  private Node.Mapping subnetTree(Location at) {
    var tables = tables();
    var ways = ways();
    var members = new ArrayList<Node.Member>();
    subnets.forEach((id, subnet) -> {
      var own = new ArrayList<Node.Member>();
      own.add(
          Nodes.member(subnet.location(), "CidrBlock", subnet.property("CidrBlock").orElseThrow()));
      way(id, tables, ways, subnet)
          .ifPresent(route ->
              own.add(
                  Nodes.member(
                      route.location(),
                      "Routes",
                      new Node.Sequence(route.location(), List.of(route)))));
      members.add(
          Nodes.member(
              subnet.location(), subnet.generatedName(), new Node.Mapping(subnet.location(), own)));
    });
    return new Node.Mapping(at, members);
  }

  /// The route tables by the subnets they are for.
  private Map<String, String> tables() {
    var tables = new LinkedHashMap<String, String>();
    for (var association : set.resources(EC2 + "SubnetRouteTableAssociation")) {
      association
          .text("SubnetId")
          .ifPresent(subnet -> tables.put(subnet, association.text("RouteTableId").orElse("")));
    }
    return tables;
  }

  /// The default routes by their tables.
  private Map<String, Node.Mapping> ways() {
    var ways = new LinkedHashMap<String, Node.Mapping>();
    for (var route : set.resources(EC2 + "Route")) {
      if (route.text("DestinationCidrBlock").filter(EVERYWHERE::equals).isPresent()) {
        ways.put(route.text("RouteTableId").orElse(""), way(route));
      }
    }
    return ways;
  }

  /// Whoever takes packets of those without a public address is as good as a NAT gateway here.
  private static Node.Mapping way(Resource route) {
    var gateway = route.text("GatewayId").filter(id -> !id.startsWith("vgw-"));
    return way(
        route.location(),
        gateway.isPresent() ? "GatewayId" : "NatGatewayId",
        gateway.or(() -> route.text("NatGatewayId")).orElse("other"));
  }

  private static Node.Mapping way(Location at, String member, String gateway) {
    return new Node.Mapping(
        at,
        List.of(
            Nodes.member(at, "DestinationCidrBlock", Nodes.text(at, EVERYWHERE)),
            Nodes.member(at, member, Nodes.text(at, gateway))));
  }

  /// The default route of a subnet. A table that is not here has one, as tables mostly do; without
  /// a table it is the main one, which leads nowhere.
  private Optional<Node.Mapping> way(
      String subnet, Map<String, String> tables, Map<String, Node.Mapping> ways, Resource at) {
    var table = tables.get(subnet);
    if (table == null) {
      return Optional.empty();
    }
    boolean here = set.resources(EC2 + "RouteTable").stream().anyMatch(t -> id(t).equals(table));
    return here
        ? Optional.ofNullable(ways.get(table))
        : Optional.of(way(at.location(), "NatGatewayId", "other"));
  }

  private Node.Mapping groupTree(Location start) {
    var ingress = ofResources("SecurityGroupIngress");
    var egress = ofResources("SecurityGroupEgress");
    var members = new ArrayList<Node.Member>();
    if (ingress.containsKey(GroupId.DEFAULT.value())) {
      members.add(standard(start, ingress.get(GroupId.DEFAULT.value())));
    }
    for (var group : set.resources(EC2 + "SecurityGroup")) {
      var name = groups.getOrDefault(id(group), group.id());
      var own = new ArrayList<Node.Member>();
      var at = group.location();
      add(own, at, "SecurityGroupIngress", inline(group, "SecurityGroupIngress"), ingress, name);
      var out = inline(group, "SecurityGroupEgress");
      if (!out.isEmpty()) {
        // A rule that stands alone is added to the one that a group is made with.
        add(own, at, "SecurityGroupEgress", out, egress, name);
      }
      for (var member : group.properties().members()) {
        boolean ours =
            member.name().startsWith("SecurityGroup") || NOT_SAID.contains(member.name());
        if (!ours && !(member.name().equals("GroupName") && !isText(member.value(), name))) {
          own.add(member);
        }
      }
      members.add(Nodes.member(at, name, new Node.Mapping(at, own)));
    }
    strangers.forEach((name, at) -> members.add(standIn(name, at)));
    return new Node.Mapping(start, members);
  }

  private static boolean isText(Node node, String text) {
    return node instanceof Node.Scalar scalar && scalar.text().equals(text);
  }

  private static void add(
      List<Node.Member> own,
      Location at,
      String member,
      List<Node.Mapping> inline,
      Map<String, List<Node.Mapping>> more,
      String name) {
    var all = new ArrayList<Node>(inline);
    all.addAll(more.getOrDefault(name, List.of()));
    if (!all.isEmpty()) {
      own.add(Nodes.member(at, member, new Node.Sequence(at, all)));
    }
  }

  /// The default group with more rules than it is made with.
  private static Node.Member standard(Location at, List<Node.Mapping> more) {
    var rules = new ArrayList<Node>();
    rules.add(all(at, "SourceSecurityGroupId", GroupId.DEFAULT.value()));
    rules.addAll(more);
    return Nodes.member(
        at,
        GroupId.DEFAULT.value(),
        new Node.Mapping(
            at, List.of(Nodes.member(at, "SecurityGroupIngress", new Node.Sequence(at, rules)))));
  }

  /// A group that nobody here knows: it lets everything in, and, as all groups do, out.
  private static Node.Member standIn(String name, Location at) {
    return Nodes.member(
        at,
        name,
        new Node.Mapping(
            at,
            List.of(
                Nodes.member(
                    at,
                    "SecurityGroupIngress",
                    new Node.Sequence(at, List.of(all(at, "CidrIp", EVERYWHERE)))))));
  }

  private static Node.Mapping all(Location at, String member, String peer) {
    return new Node.Mapping(
        at,
        List.of(
            Nodes.member(at, "IpProtocol", Nodes.text(at, "-1")),
            Nodes.member(at, member, Nodes.text(at, peer))));
  }

  // Rules.

  /// All rules, as they are evaluated.
  private List<Node.Mapping> rules() {
    var rules = new ArrayList<Node.Mapping>();
    for (var group : set.resources(EC2 + "SecurityGroup")) {
      rules.addAll(written(group, "SecurityGroupIngress"));
      rules.addAll(written(group, "SecurityGroupEgress"));
    }
    for (var resource : ruleResources()) {
      if (groupOf(resource).isPresent()) {
        rules.add(resource.properties());
      }
    }
    return rules;
  }

  private List<Resource> ruleResources() {
    var all = new ArrayList<>(set.resources(EC2 + "SecurityGroupIngress"));
    all.addAll(set.resources(EC2 + "SecurityGroupEgress"));
    return all;
  }

  private static List<Node.Mapping> written(Resource group, String property) {
    var value = group.property(property).orElse(null);
    return switch (value) {
      case Node.Sequence list ->
          list.items().stream()
              .filter(Node.Mapping.class::isInstance)
              .map(Node.Mapping.class::cast)
              .toList();
      case Node.Mapping one when !one.isEmpty() -> List.of(one);
      case null -> List.of();
      case Node.Scalar _, Node.Mapping _ -> List.of();
    };
  }

  private List<Node.Mapping> inline(Resource group, String property) {
    return written(group, property).stream().map(this::rule).toList();
  }

  /// The rules that are resources of their own, by the names of their groups.
  private Map<String, List<Node.Mapping>> ofResources(String type) {
    var byGroup = new LinkedHashMap<String, List<Node.Mapping>>();
    for (var resource : set.resources(EC2 + type)) {
      groupOf(resource)
          .ifPresentOrElse(
              name ->
                  byGroup
                      .computeIfAbsent(name, _ -> new ArrayList<>())
                      .add(rule(resource.properties())),
              () -> notes.said(resource.id() + " is a rule of a security group that is not here"));
    }
    return byGroup;
  }

  private Optional<String> groupOf(Resource rule) {
    return rule.text("GroupId")
        .map(groups::get)
        .or(() -> rule.text("GroupName").filter(groups::containsValue));
  }

  /// A rule with names for ids, in the words that `taskdock.yaml` takes.
  private Node.Mapping rule(Node.Mapping rule) {
    var members = new ArrayList<Node.Member>();
    for (var member : rule.members()) {
      if (!OF_RULE_RESOURCES.contains(member.name())) {
        members.add(
            new Node.Member(
                member.name(), member.nameLocation(), value(member.name(), member.value())));
      }
    }
    return new Node.Mapping(rule.location(), members);
  }

  private Node value(String member, Node value) {
    if (!(value instanceof Node.Scalar scalar)) {
      return value;
    }
    Function<String, Node> text = t -> Nodes.text(scalar.location(), t);
    if (GROUPS_IN_RULES.contains(member)) {
      return text.apply(groups.getOrDefault(scalar.text(), scalar.text()));
    }
    if (member.equals("IpProtocol")) {
      // EC2 takes TCP for tcp.
      return text.apply(scalar.text().toLowerCase(Locale.ROOT));
    }
    if (member.equals("CidrIp") && !set.unknowns().in(scalar.text()).isEmpty()) {
      notes.said(what(scalar.text()) + " is not known here: its rule is for everybody");
      return text.apply(EVERYWHERE);
    }
    return value;
  }

  private static String id(Resource resource) {
    return text(ResourceNames.ref(resource, resource.location()));
  }

  private static String text(Node node) {
    return node instanceof Node.Scalar scalar ? scalar.text() : "";
  }
}
