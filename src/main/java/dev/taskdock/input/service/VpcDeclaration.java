package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4080;
import static dev.taskdock.problem.Code.TD4082;
import static dev.taskdock.problem.Code.TD4083;

import dev.taskdock.input.Fields;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.GroupId;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.Subnet;
import dev.taskdock.model.Subnet.WayOut;
import dev.taskdock.model.Vpc;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a file says about the network: `vpc`, `subnets`, `securityGroups`, and the
/// `networkConfiguration` of tasks that no service launches.
///
/// Where it says nothing, tasks are open to each other and to this machine, and a network
/// configuration that names groups or subnets of AWS is not acted on.
///
/// @param vpc empty where nothing is declared
/// @param standalone the network configuration of single tasks
/// @param names those of Cloud Map and of hosted zones; empty where none are declared
/// @param elsewhere subnets that are known not to be declared here, which may be named all the same
public record VpcDeclaration(
    Optional<Vpc> vpc,
    Optional<AwsVpcConfiguration> standalone,
    Optional<CloudMap> names,
    Set<String> elsewhere) {
  public VpcDeclaration {
    elsewhere = Set.copyOf(elsewhere);
  }

  /// Nothing.
  public static final VpcDeclaration NONE =
      new VpcDeclaration(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

  /// The members at the top of a file that are read here.
  public static final List<String> KEYS =
      List.of("vpc", "subnets", "securityGroups", "networkConfiguration");

  /// Whether anything is declared.
  public boolean isAny() {
    return vpc.isPresent() || names.isPresent();
  }

  private static final int MOST_GROUPS = 5;
  private static final int MOST_SUBNETS = 16;

  /// What `file` says.
  public static VpcDeclaration of(Fields file) {
    return of(file, Set.of());
  }

  /// The same, where tasks may also lie in subnets that are `elsewhere`: those have a way out.
  public static VpcDeclaration of(Fields file, Set<String> elsewhere) {
    var names = CloudMapNames.of(file);
    if (KEYS.stream().noneMatch(k -> Members.section(file, k).isPresent())) {
      return new VpcDeclaration(Optional.empty(), Optional.empty(), names, elsewhere);
    }
    var block =
        file.object("vpc")
            .map(f -> Members.of(f, Shape.VPC))
            .flatMap(m -> block(m.due("CidrBlock", "10.0.0.0/16"), m));
    var subnets = new ArrayList<Subnet>();
    file.object("subnets")
        .ifPresent(section -> {
          for (var member : section.members()) {
            section
                .objectAt(member)
                .map(f -> Members.of(f, Shape.SUBNET))
                .flatMap(m -> subnet(member.name(), m, block, subnets))
                .ifPresent(subnets::add);
          }
        });
    var groups = Members.section(file, "securityGroups").map(SecurityGroups::of).orElse(Map.of());
    var declared =
        new VpcDeclaration(
            Optional.of(new Vpc(block, subnets, groups)), Optional.empty(), names, elsewhere);
    var standalone = file.object("networkConfiguration").flatMap(f -> declared.configuration(f));
    return new VpcDeclaration(declared.vpc, standalone, names, elsewhere);
  }

  /// The network configuration that `fields` are; empty where no VPC is declared to act on it.
  public Optional<AwsVpcConfiguration> configuration(Fields fields) {
    var members = Members.of(fields, Shape.NETWORK_CONFIGURATION);
    return members
        .object("awsvpcConfiguration", Shape.AWSVPC)
        .filter(_ -> vpc.isPresent())
        .map(awsvpc ->
            new AwsVpcConfiguration(
                subnets(awsvpc),
                groups(awsvpc, "securityGroups"),
                awsvpc
                    .word("assignPublicIp", List.of("ENABLED", "DISABLED"))
                    .filter("ENABLED"::equals)
                    .isPresent()));
  }

  /// The groups that a list names; the default group where it names none. Nothing is told where no
  /// VPC is declared.
  List<GroupId> groups(Members at, String member) {
    var texts = at.has(member) ? at.fields().texts(member, "[sg-web]") : List.<String>of();
    if (vpc.isEmpty()) {
      return List.of();
    }
    if (texts.size() > MOST_GROUPS) {
      at.tell(
          TD4083,
          texts.size() + " security groups",
          member,
          "AWS takes at most " + MOST_GROUPS + " here.",
          "merge some of them");
    }
    var found =
        texts.stream().flatMap(text -> group(text, at, member).stream()).distinct().toList();
    return found.isEmpty() ? List.of(GroupId.DEFAULT) : found;
  }

  private Optional<GroupId> group(String text, Members at, String member) {
    var groups = vpc.orElseThrow().groups();
    var found = SecurityGroups.find(text, groups.values());
    if (found.isEmpty()) {
      at.tell(
          TD4080,
          "no security group " + Quoted.of(text),
          member,
          "The security group '" + text + "' does not exist: it is not declared here.",
          Nearest.of(text, groups.keySet().stream().map(GroupId::value).toList())
              .map(near -> "write " + Quoted.of(near))
              .orElse("declare it below securityGroups"));
    }
    return found.map(SecurityGroup::id);
  }

  private List<String> subnets(Members awsvpc) {
    awsvpc.expect("subnets", "[subnet-a]");
    var texts =
        awsvpc.has("subnets") ? awsvpc.fields().texts("subnets", "[subnet-a]") : List.<String>of();
    if (texts.size() > MOST_SUBNETS) {
      awsvpc.tell(
          TD4083,
          texts.size() + " subnets",
          "subnets",
          "AWS takes at most " + MOST_SUBNETS + " here.",
          "remove some of them");
    }
    var declared = vpc.orElseThrow().subnets().stream().map(Subnet::id).toList();
    for (var text : texts) {
      if (!declared.isEmpty() && !declared.contains(text) && !elsewhere.contains(text)) {
        awsvpc.tell(
            TD4082,
            "no subnet " + Quoted.of(text),
            "subnets",
            "The subnet ID '" + text + "' does not exist: it is not declared here.",
            Nearest.of(text, declared)
                .map(near -> "write " + Quoted.of(near))
                .orElse("declare it below subnets"));
      }
    }
    return texts.stream().filter(declared::contains).toList();
  }

  private static Optional<Subnet> subnet(
      String name, Members subnet, Optional<AddressBlock> vpc, List<Subnet> others) {
    var block = block(subnet.due("CidrBlock", "10.0.1.0/24"), subnet);
    var way = wayOut(subnet);
    if (block.isEmpty()) {
      return Optional.empty();
    }
    if (vpc.isEmpty() || !vpc.get().contains(block.get())) {
      subnet.tell(
          TD4082,
          Quoted.of(name) + " is not in the VPC",
          "CidrBlock",
          "The CIDR '" + block.get() + "' is invalid: a subnet is a part of its VPC's block.",
          vpc.map(v -> "choose a part of " + v).orElse("declare vpc: {CidrBlock: 10.0.0.0/16}"));
      return Optional.empty();
    }
    var other = others.stream().filter(o -> o.block().overlaps(block.get())).findFirst();
    if (other.isPresent()) {
      subnet.tell(
          TD4082,
          Quoted.of(name) + " overlaps " + Quoted.of(other.get().id()),
          "CidrBlock",
          "The CIDR '" + block.get() + "' conflicts with another subnet.",
          "choose another part of the VPC's block");
      return Optional.empty();
    }
    return Optional.of(
        new Subnet(name, block.get(), way, subnet.text("AvailabilityZone").orElse(name)));
  }

  /// Where the default route leads.
  private static WayOut wayOut(Members subnet) {
    var way = WayOut.NONE;
    for (var route : subnet.objects("Routes", Shape.ROUTE)) {
      var everywhere =
          route.due("DestinationCidrBlock", "0.0.0.0/0").filter("0.0.0.0/0"::equals).isPresent();
      if (everywhere && route.has("GatewayId")) {
        way = WayOut.INTERNET_GATEWAY;
      } else if (everywhere && route.has("NatGatewayId")) {
        way = WayOut.NAT_GATEWAY;
      } else if (!everywhere || route.fields().members().size() < 2) {
        route.tell(
            TD4082,
            "a route that is not acted on",
            "DestinationCidrBlock",
            "Here a subnet has a default route to an internet gateway or a NAT gateway, or none.",
            "write {DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat}, or remove it");
      }
    }
    return way;
  }

  private static Optional<AddressBlock> block(Optional<String> text, Members at) {
    var block =
        text.flatMap(AddressBlock::parse)
            .filter(b -> b.isV4() && b.prefix() >= 16 && b.prefix() <= 28)
            .filter(b -> b.address(0).equals(b.network()));
    if (text.isPresent() && block.isEmpty()) {
      at.tell(
          TD4082,
          Quoted.of(text.get()) + " is not a block of addresses",
          "CidrBlock",
          "The block of a VPC or subnet is IPv4 between /16 and /28, and begins at its first"
              + " address.",
          "write it as 10.0.0.0/16");
    }
    return block;
  }
}
