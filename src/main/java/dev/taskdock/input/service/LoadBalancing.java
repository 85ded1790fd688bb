package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4010;
import static dev.taskdock.problem.Code.TD4033;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerName;
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

/// What a file says about load balancers.
///
/// @param targets those that are written down, by their group; the others are registered by tasks
public record LoadBalancing(
    List<LoadBalancer> loadBalancers,
    List<TargetGroup> targetGroups,
    Map<TargetGroupName, List<TargetId>> targets) {
  /// Nothing.
  public static final LoadBalancing NONE = new LoadBalancing(List.of(), List.of(), Map.of());

  public LoadBalancing {
    loadBalancers = List.copyOf(loadBalancers);
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
    return new LoadBalancing(reader.balancers, groups.groups(), groups.targets());
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
    return new LoadBalancing(reader.balancers, groups.groups(), groups.targets());
  }

  /// The group called `name`.
  public Optional<TargetGroup> group(TargetGroupName name) {
    return targetGroups.stream().filter(g -> g.name().equals(name)).findFirst();
  }

  private static final class Reader {
    private final Names names;
    private final VpcDeclaration vpc;
    private final boolean portsOfTheirOwn;
    private final List<LoadBalancer> balancers = new ArrayList<>();
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
      members.word("Type", List.of("application"));
      var balancer =
          new LoadBalancer(
              new LoadBalancerName(member.name()),
              new Listeners(names, portsOfTheirOwn ? new HashMap<>() : ports).of(members),
              BalancerAttributes.of(members),
              vpc.groups(members, "SecurityGroups"));
      balancer.groups().forEach(group -> own(member, fields, group));
      balancers.add(balancer);
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
