package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3050;
import static dev.taskdock.problem.Code.TD3051;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Templates as they were read: trees for the readers of what runs, and what is to be said.
///
/// @param services an object with the list `services`, in the words of CreateService, and
///   `scalableTargets` where there are any
/// @param balancing an object with `loadBalancers` and `targetGroups`, as in `taskdock.yaml`
/// @param network an object with `vpc`, `subnets`, `securityGroups`, `namespaces` and
///   `discoveryServices`, those of them that the stacks declare, as in `taskdock.yaml`
/// @param subnetsElsewhere subnets that services name and no stack here declares
/// @param secrets values that the stacks themselves keep, by the names tasks ask for them with
/// @param notes what is not run, and what stands in for something: a line each
/// @param sources the templates, to quote from
/// @param standIns texts that stand in for values that are not known
/// @param confidential values that must not be shown
public record TemplateReading(
    List<Definition> definitions,
    Node.Mapping services,
    Node.Mapping balancing,
    Node.Mapping network,
    Set<String> subnetsElsewhere,
    Map<String, SecretValue> secrets,
    List<String> notes,
    List<Source> sources,
    Set<String> standIns,
    Set<String> confidential) {
  public TemplateReading {
    definitions = List.copyOf(definitions);
    subnetsElsewhere = Set.copyOf(subnetsElsewhere);
    secrets = Map.copyOf(secrets);
    notes = List.copyOf(notes);
    sources = List.copyOf(sources);
    standIns = Set.copyOf(standIns);
    confidential = Set.copyOf(confidential);
  }

  /// A task definition of a template.
  ///
  /// @param arn what services name it by
  /// @param stack the name of its stack
  /// @param id its logical id
  /// @param tree in the words of RegisterTaskDefinition
  public record Definition(String arn, String stack, String id, Node.Mapping tree) {
    /// Its family.
    public String family() {
      return Nodes.textOf(tree, "family").orElse("");
    }
  }

  /// The task definition that is meant: the one called so, or else the only one. Empty after
  /// telling why there is none.
  ///
  /// @param asked its logical id or family
  public Optional<Definition> chosen(Optional<String> asked, Problems problems) {
    if (asked.isEmpty() && definitions.size() == 1) {
      return Optional.of(definitions.getFirst());
    }
    var names = definitions.stream().map(Definition::id).toList();
    if (definitions.isEmpty()) {
      problems.add(
          Diagnostic.error(TD3050, "no task definition in the template")
              .at(Location.startOf(services.location().file()))
              .because("It has no resource of the type AWS::ECS::TaskDefinition.")
              .fixedBy("name the template that has one"));
      return Optional.empty();
    }
    var found =
        definitions.stream()
            .filter(d -> asked.filter(a -> a.equals(d.id()) || a.equals(d.family())).isPresent())
            .findFirst();
    if (found.isEmpty()) {
      problems.add(
          Diagnostic.error(
                  TD3051,
                  asked
                      .map(a -> "no task definition is called " + Quoted.of(a))
                      .orElse("which of " + names.size() + " task definitions?"))
              .at(definitions.getFirst().tree().location())
              .because("There are " + String.join(", ", names) + ".")
              .fixedBy(
                  "--task-definition "
                      + asked.flatMap(a -> Nearest.of(a, names)).orElse(names.getFirst()))
              .seeAlso(
                  definitions.stream()
                      .skip(1)
                      .map(d -> new Diagnostic.Related(d.tree().location(), d.id()))
                      .toList()));
    }
    return found;
  }

  /// Tells where there are no services to be kept up.
  public void tellNoServices(Problems problems) {
    if (serviceCount() == 0) {
      problems.add(
          Diagnostic.error(TD3050, "no service in the template")
              .at(Location.startOf(services.location().file()))
              .because("Services are kept up; a task definition alone is run.")
              .fixedBy("taskdock run " + services.location().file()));
    }
  }

  /// How many of each there are: `2 task definitions, 1 service`.
  public String summary() {
    return counted(definitions.size(), "task definition")
        + ", "
        + counted(serviceCount(), "service");
  }

  /// Whether `text` was made with a value that is not known.
  public boolean isMadeUp(String text) {
    return standIns.stream().anyMatch(text::contains);
  }

  private int serviceCount() {
    return services.get("services").orElse(null) instanceof Node.Sequence list
        ? list.items().size()
        : 0;
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
