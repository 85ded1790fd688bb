package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3010;
import static dev.taskdock.problem.Code.TD3020;
import static dev.taskdock.problem.Code.TD3030;
import static dev.taskdock.problem.Code.TD3031;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Where values that are not known end: in something that runs, or where any value is as good.
final class Traces {
  /// Members of a task definition whose values change nothing here. A secret is looked for by its
  /// variable too, and a file system is a local folder.
  private static final Set<String> HARMLESS =
      Set.of(
          "family",
          "executionRoleArn",
          "taskRoleArn",
          "logConfiguration",
          "dockerLabels",
          "tags",
          "volumes",
          "secrets",
          "repositoryCredentials");

  private static final Set<String> HARMLESS_IN_SERVICES =
      Set.of(
          "cluster",
          "networkConfiguration",
          "taskDefinition",
          "serviceName",
          "serviceRegistries",
          "serviceConnectConfiguration",
          "capacityProviderStrategy",
          "platformVersion",
          "role",
          "tags",
          "targetGroupArn",
          "alarms");
  private static final Set<String> HARMLESS_IN_BALANCING =
      Set.of(
          "Subnets",
          "SubnetMappings",
          "SecurityGroups",
          "LoadBalancerAttributes",
          "Certificates",
          "CaCertificatesBundle",
          "RevocationContents",
          "Scheme",
          "Tags",
          "VpcId",
          "UserPoolArn",
          "UserPoolClientId",
          "UserPoolDomain",
          "ClientSecret");

  private static final Set<String> HARMLESS_IN_NETWORKS =
      Set.of(
          "SourceSecurityGroupId",
          "SourceSecurityGroupName",
          "SourceSecurityGroupOwnerId",
          "SourcePrefixListId",
          "DestinationSecurityGroupId",
          "DestinationPrefixListId",
          "CidrIpv6",
          "GatewayId",
          "NatGatewayId",
          "Description",
          "HealthCheckConfig",
          "Tags");

  private final StackSet set;
  private final Notes notes;
  private final Map<Unknown, List<Location>> uses = new LinkedHashMap<>();

  Traces(StackSet set, Notes notes) {
    this.set = set;
    this.notes = notes;
  }

  void ofDefinition(Node.Mapping tree) {
    trace(tree, HARMLESS);
  }

  void ofServices(Node.Mapping tree) {
    trace(tree, HARMLESS_IN_SERVICES);
  }

  void ofBalancing(Node.Mapping tree) {
    trace(tree, HARMLESS_IN_BALANCING);
  }

  void ofNetwork(Node.Mapping tree) {
    trace(tree, HARMLESS_IN_NETWORKS);
  }

  private void trace(Node node, Set<String> harmless) {
    switch (node) {
      case Node.Scalar scalar ->
          set.unknowns()
              .in(scalar.text())
              .forEach(u -> uses.computeIfAbsent(u, _ -> new ArrayList<>()).add(scalar.location()));
      case Node.Sequence list -> list.items().forEach(item -> trace(item, harmless));
      case Node.Mapping object -> {
        for (var member : object.members()) {
          if (!harmless.contains(member.name())) {
            trace(member.value(), harmless);
          }
        }
      }
    }
  }

  /// Tells what was not known: what shapes what runs is an error, unless only checks are wanted.
  void tell() {
    set.unknowns().untraced().forEach((u, at) -> uses.put(u, new ArrayList<>(List.of(at))));
    tellParameters();
    for (var use : uses.entrySet()) {
      var unknown = use.getKey();
      var at = use.getValue().getFirst();
      switch (unknown.kind()) {
        case PARAMETER -> {}
        case IMPORT -> {
          if (set.setting().exact()) {
            set.tellImport(unknown, at);
          }
        }
        case STORED -> tellStored(unknown, at);
        case RESOURCE -> {}
      }
    }
    tellMadeUp();
    tellStandIns();
  }

  private void tellParameters() {
    boolean exact = set.setting().exact();
    for (var stack : set.stacks()) {
      var missing =
          stack.parameters().missing().stream()
              .filter(p -> !p.isPlace())
              .filter(p ->
                  !exact
                      || stack.parameters().isDecisive(p.name())
                      || uses.keySet().stream().anyMatch(u -> isOf(u, stack, p)))
              .toList();
      if (exact) {
        stack.parameters().tellMissing(missing);
      } else if (!missing.isEmpty()) {
        var names = missing.stream().map(Parameters.Declared::name).toList();
        set.problems()
            .add(
                Diagnostic.warning(
                        TD3010,
                        names.size() == 1
                            ? "a stand-in for the parameter " + names.getFirst()
                            : "stand-ins for " + names.size() + " parameters without a value")
                    .at(missing.getFirst().location())
                    .because("Nothing gives a value to " + String.join(", ", names) + ".")
                    .fixedBy(
                        "--parameter " + names.getFirst() + "=VALUE checks with the real one"));
      }
    }
  }

  private static boolean isOf(Unknown unknown, Stack stack, Parameters.Declared parameter) {
    return unknown.kind() == Unknown.Kind.PARAMETER
        && unknown.name().equals(stack.name() + ":" + parameter.name());
  }

  private void tellStored(Unknown unknown, Location at) {
    var what = "no local value for " + unknown.what();
    var diagnostic =
        set.setting().exact()
            ? Diagnostic.error(TD3030, shortened(what))
            : Diagnostic.warning(TD3030, shortened(what));
    set.problems()
        .add(
            diagnostic
                .at(at)
                .because("On AWS it is kept in another service, which is not asked here.")
                .fixedBy("--secret-file FILE, with the line " + unknown.name() + "=VALUE"));
  }

  private static String shortened(String what) {
    return what.length() < 72 ? what : what.substring(0, 70) + "…";
  }

  /// Values of things that do not run: made up, and told in one.
  private void tellMadeUp() {
    var madeUp =
        uses.entrySet().stream()
            .filter(e -> e.getKey().kind() == Unknown.Kind.RESOURCE)
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    e -> e.getValue().getFirst(),
                    (a, _) -> a,
                    LinkedHashMap::new));
    if (madeUp.isEmpty()) {
      return;
    }
    var first = madeUp.entrySet().iterator().next();
    var names = madeUp.keySet().stream().map(Unknown::what).distinct().toList();
    set.problems()
        .add(
            Diagnostic.warning(
                    TD3031,
                    names.size() == 1
                        ? shortened("a made-up value of " + names.getFirst())
                        : "made-up values of " + names.size() + " things that are not here")
                .at(first.getValue())
                .because("Not run here: " + String.join(", ", names) + ".")
                .fixedBy("give the container the real value: -e CONTAINER:NAME=VALUE")
                .seeAlso(
                    madeUp.entrySet().stream()
                        .skip(1)
                        .map(e -> new Diagnostic.Related(e.getValue(), e.getKey().what()))
                        .toList()));
  }

  /// What any value is good for is said in a line; to who only checks, as a warning of all imports.
  private void tellStandIns() {
    var harmless = new ArrayList<String>();
    var imports = new ArrayList<Unknown>();
    for (var unknown : set.unknowns().all()) {
      if (unknown.kind() == Unknown.Kind.IMPORT
          && (!set.setting().exact() || !uses.containsKey(unknown))) {
        imports.add(unknown);
      }
      if (unknown.kind() == Unknown.Kind.PARAMETER && !uses.containsKey(unknown)) {
        harmless.add(unknown.name().substring(unknown.name().indexOf(':') + 1));
      }
    }
    if (set.setting().exact()) {
      imports.forEach(u -> harmless.add(u.name()));
      if (!harmless.isEmpty()) {
        notes.said("stood in for, as any value does here: " + String.join(", ", harmless));
      }
    } else {
      firstOf(imports)
          .ifPresent(first ->
              set.problems()
                  .add(
                      Diagnostic.warning(
                              TD3020,
                              imports.size() == 1
                                  ? shortened("a stand-in for " + first.what())
                                  : "stand-ins for " + imports.size() + " values of other stacks")
                          .at(first.location())
                          .because(
                              "No template here exports "
                                  + String.join(", ", imports.stream().map(Unknown::name).toList())
                                  + ".")
                          .fixedBy("name the other templates too, or --import NAME=VALUE")));
    }
  }

  private static Optional<Unknown> firstOf(List<Unknown> unknowns) {
    return unknowns.stream().findFirst();
  }
}
