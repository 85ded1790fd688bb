package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4010;
import static dev.taskdock.problem.Code.TD4015;
import static dev.taskdock.problem.Code.TD4033;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.Listener;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a file says about load balancers.
///
/// @param networks the network load balancers
/// @param targets those that are written down, by their group; the others are registered by tasks
/// @param zones the zones of those for which one is written
public record LoadBalancing(
    List<LoadBalancer> loadBalancers,
    List<NetworkLoadBalancer> networks,
    List<TargetGroup> targetGroups,
    Map<TargetGroupName, List<TargetId>> targets,
    Map<TargetId, String> zones) {
  /// Nothing.
  public static final LoadBalancing NONE =
      new LoadBalancing(List.of(), List.of(), List.of(), Map.of(), Map.of());

  public LoadBalancing {
    loadBalancers = List.copyOf(loadBalancers);
    networks = List.copyOf(networks);
    zones = Map.copyOf(zones);
    targetGroups = List.copyOf(targetGroups);
    targets =
        targets.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
  }

  /// What the members `loadBalancers` and `targetGroups` of `file` say.
  public static LoadBalancing of(Fields file) {
    return of(file, VpcDeclaration.NONE);
  }

  /// The same in a VPC.
  public static LoadBalancing of(Fields file, VpcDeclaration vpc) {
    var groups = file.object("targetGroups").map(TargetGroups::of).orElseGet(TargetGroups::new);
    var reader = new Reader(new Names(groups.groups()), vpc, false);
    file.object("loadBalancers").ifPresent(reader::read);
    return reader.read(groups);
  }

  /// The same, where two load balancers may have listeners at one port, as in AWS: the second is
  /// moved to another port of this machine.
  public static LoadBalancing ofTemplate(Fields file) {
    return ofTemplate(file, VpcDeclaration.NONE);
  }

  /// The same in a VPC.
  public static LoadBalancing ofTemplate(Fields file, VpcDeclaration vpc) {
    var groups = file.object("targetGroups").map(TargetGroups::of).orElseGet(TargetGroups::new);
    var reader = new Reader(new Names(groups.groups()), vpc, true);
    file.object("loadBalancers").ifPresent(reader::read);
    return reader.read(groups);
  }

  /// The names of all load balancers.
  public List<LoadBalancerName> names() {
    return Stream.concat(
            loadBalancers.stream().map(LoadBalancer::name),
            networks.stream().map(NetworkLoadBalancer::name))
        .toList();
  }

  /// The ports of all listeners.
  public List<Integer> ports() {
    return Stream.concat(
            loadBalancers.stream().flatMap(b -> b.listeners().stream()).map(Listener::port),
            networks.stream().flatMap(b -> b.listeners().stream()).map(FlowListener::port))
        .toList();
  }

  /// The group called `name`.
  public Optional<TargetGroup> group(TargetGroupName name) {
    return targetGroups.stream().filter(g -> g.name().equals(name)).findFirst();
  }

  private static final class Reader {
    private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";
    private static final String LOGS = "access_logs.s3.enabled";
    private static final String ROUTING = "dns_record.client_routing_policy";
    private static final List<String> NETWORK =
        List.of(
            CROSS_ZONE,
            LOGS,
            ROUTING,
            "access_logs.s3.bucket",
            "access_logs.s3.prefix",
            "deletion_protection.enabled",
            "ipv6.deny_all_igw_traffic",
            "secondary_ips.auto_assigned.per_subnet",
            "zonal_shift.config.enabled");

    private final Names names;
    private final VpcDeclaration vpc;
    private final boolean portsOfTheirOwn;
    private final List<LoadBalancer> balancers = new ArrayList<>();
    private final List<NetworkLoadBalancer> networks = new ArrayList<>();
    private final Map<Integer, Location> ports = new HashMap<>();
    private final Map<TargetGroupName, LoadBalancerName> owners = new LinkedHashMap<>();

    Reader(Names names, VpcDeclaration vpc, boolean portsOfTheirOwn) {
      this.names = names;
      this.vpc = vpc;
      this.portsOfTheirOwn = portsOfTheirOwn;
    }

    void read(Fields section) {
      for (var member : section.members()) {
        if (LoadBalancerName.isValid(member.name())) {
          section.objectAt(member).ifPresent(fields -> balancer(member, fields));
        } else {
          section.add(
              Diagnostic.error(TD4010, Quoted.of(member.name()) + " is no name of a load balancer")
                  .at(member.nameLocation())
                  .because(
                      "It has up to 32 letters, digits and hyphens, none first or last, and does"
                          + " not begin with internal-.")
                  .fixedBy("choose another name"));
        }
      }
    }

    private void balancer(Node.Member member, Fields fields) {
      var members = Members.of(fields, Shape.LOAD_BALANCER);
      members.expect("Listeners", "[{Protocol: HTTP, Port: 80, DefaultActions: […]}]");
      if (members.text("Type").filter("gateway"::equals).isPresent()) {
        members.tell(
            TD4015,
            "a gateway load balancer",
            "Type",
            "Appliances behind it see packets of others, which nothing here has.",
            "leave it out");
        return;
      }
      var type = members.word("Type", List.of("application", "network"));
      if (type.filter("network"::equals).isPresent()) {
        network(member, fields, members);
        return;
      }
      var balancer =
          new LoadBalancer(
              new LoadBalancerName(member.name()),
              new Listeners(names, portsOfTheirOwn ? new HashMap<>() : ports).of(members),
              BalancerAttributes.of(members),
              vpc.groups(members, "SecurityGroups"));
      balancer.groups().forEach(group -> own(member, fields, group));
      balancers.add(balancer);
    }

    private void network(Node.Member member, Fields fields, Members members) {
      var attributes = Attributes.of(fields, "LoadBalancerAttributes", NETWORK);
      attributes.word(
          ROUTING,
          List.of(
              "any_availability_zone",
              "availability_zone_affinity",
              "partial_availability_zone_affinity"));
      var balancer =
          new NetworkLoadBalancer(
              new LoadBalancerName(member.name()),
              new FlowListeners(names).of(members),
              attributes.flag(CROSS_ZONE, false),
              attributes.flag(LOGS, false),
              vpc.groups(members, "SecurityGroups"));
      balancer.groups().forEach(group -> own(member, fields, group));
      networks.add(balancer);
    }

    private LoadBalancing read(TargetGroups groups) {
      return new LoadBalancing(
          balancers, networks, groups.groups(), groups.targets(), groups.zones());
    }

    private void own(Node.Member member, Fields fields, TargetGroupName group) {
      var owner = new LoadBalancerName(member.name());
      var other = owners.putIfAbsent(group, owner);
      if (other != null && !other.equals(owner)) {
        fields.add(
            Diagnostic.error(TD4033, Quoted.of(group.value()) + " serves two load balancers")
                .at(member.nameLocation())
                .because("A target group belongs to one load balancer; the other is " + other + ".")
                .fixedBy("declare a target group for each"));
      }
    }
  }
}
