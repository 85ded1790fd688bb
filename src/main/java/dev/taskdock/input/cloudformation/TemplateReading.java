package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.SecretValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Templates as they were read: trees for the readers of what runs, and what is to be said.
///
/// @param services an object with the list `services`, in the words of CreateService
/// @param balancing an object with `loadBalancers` and `targetGroups`, as in `taskdock.yaml`
/// @param secrets values that the stacks themselves keep, by the names tasks ask for them with
/// @param notes what is not run, and what stands in for something: a line each
/// @param sources the templates, to quote from
/// @param standIns texts that stand in for values that are not known
/// @param confidential values that must not be shown
public record TemplateReading(
    List<Definition> definitions,
    Node.Mapping services,
    Node.Mapping balancing,
    Map<String, SecretValue> secrets,
    List<String> notes,
    List<Source> sources,
    Set<String> standIns,
    Set<String> confidential) {
  public TemplateReading {
    definitions = List.copyOf(definitions);
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
  public record Definition(String arn, String stack, String id, Node.Mapping tree) {}

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
