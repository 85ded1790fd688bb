package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4043;
import static dev.taskdock.problem.Code.TD4044;

import dev.taskdock.input.Fields;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What load balancers lack that are run without services.
public final class Alone {
  private Alone() {}

  /// Tells it.
  ///
  /// @param file the whole of it, whose mistakes have been told already
  /// @param read what its load balancers are
  public static void tell(Fields file, LoadBalancing read, Problems problems) {
    if (!file.has("loadBalancers")) {
      tellNone(problems, Optional.of(file.location()));
      return;
    }
    var without =
        groups(read)
            .filter(group -> read.targets().getOrDefault(group, List.of()).isEmpty())
            .map(TargetGroupName::value)
            .toList();
    file.object("targetGroups").stream()
        .flatMap(groups -> groups.members().stream())
        .filter(group -> without.contains(group.name()))
        .forEach(group ->
            problems.add(
                Diagnostic.warning(
                        TD4044, "the group " + Quoted.of(group.name()) + " has no targets")
                    .at(group.nameLocation())
                    .because("What is forwarded to it is answered with 503, or reset.")
                    .fixedBy("add Targets: [\"127.0.0.1:3000\"]")));
  }

  /// Tells that there are none.
  public static void tellNone(Problems problems, Optional<Location> at) {
    var none =
        Diagnostic.error(TD4043, "no load balancer is declared")
            .because("taskdock lb runs what stands under loadBalancers, and nothing else.")
            .fixedBy("declare one, with target groups that have Targets");
    problems.add(at.map(none::at).orElse(none));
  }

  /// Those that requests are forwarded to.
  private static Stream<TargetGroupName> groups(LoadBalancing read) {
    return Stream.concat(
            read.networks().stream().flatMap(b -> b.groups().stream()), ofRequests(read))
        .distinct();
  }

  private static Stream<TargetGroupName> ofRequests(LoadBalancing read) {
    return read.loadBalancers().stream()
        .flatMap(b -> b.listeners().stream())
        .flatMap(l ->
            Stream.concat(Stream.of(l.defaultActions()), l.rules().stream().map(r -> r.actions())))
        .flatMap(actions ->
            actions.routing() instanceof Forward forward ? forward.groups().stream() : Stream.of())
        .map(Forward.Weighted::group);
  }
}
