package dev.taskdock.input.declared;

import static dev.taskdock.problem.Code.TD3050;
import static dev.taskdock.problem.Code.TD3051;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.ImageBuild;
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

/// What files that are neither a task definition nor a `taskdock.yaml` declare: trees for the
/// readers of what runs, and what is to be said.
///
/// @param tree an object with services, load balancers, their network and names, in the words of
///   `taskdock.yaml`
/// @param secrets values that the files themselves keep, by the names tasks ask for them with
/// @param builds how the images are built that the files build
/// @param notes what is not run, and what stands in for something: a line each
/// @param sources the texts that were read, to quote from
/// @param standIns texts that stand in for values that are not known, and names of what is not here
/// @param confidential values that must not be shown
public record Declared(
    Shape shape,
    List<Definition> definitions,
    Node.Mapping tree,
    Map<String, SecretValue> secrets,
    List<ImageBuild> builds,
    List<String> notes,
    List<Source> sources,
    Set<String> standIns,
    Set<String> confidential) {
  public Declared {
    definitions = List.copyOf(definitions);
    secrets = Map.copyOf(secrets);
    builds = List.copyOf(builds);
    notes = List.copyOf(notes);
    sources = List.copyOf(sources);
    standIns = Set.copyOf(standIns);
    confidential = Set.copyOf(confidential);
  }

  /// A task definition.
  ///
  /// @param arn what services name it by
  /// @param stack the name of what it is in, a stack for instance
  /// @param id what it is called there
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
          Diagnostic.error(TD3050, "no task definition in the " + shape.noun())
              .at(Location.startOf(tree.location().file()))
              .because(shape.lacking())
              .fixedBy("name the file that has one"));
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
          Diagnostic.error(TD3050, "no service in the " + shape.noun())
              .at(Location.startOf(tree.location().file()))
              .because("Services are kept up; a task definition alone is run.")
              .fixedBy("taskdock run " + tree.location().file()));
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
    return tree.get("services").orElse(null) instanceof Node.Sequence list
        ? list.items().size()
        : 0;
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
