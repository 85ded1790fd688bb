package dev.taskdock.input.cloudformation;

import java.util.List;
import java.util.Map;

/// What templates are read with.
///
/// @param assignments values of parameters, of which the later wins, and one for a stack over one
///   for all
/// @param imports values of exports whose stacks are not at hand, by the export's name
/// @param exact whether a value that is not known is refused where it shapes what runs; else one
///   that fits stands in, so that all else can be checked
public record Setting(
    List<Assignment> assignments,
    Map<String, String> imports,
    Pseudo pseudo,
    LocalValues values,
    boolean exact) {
  public Setting {
    assignments = List.copyOf(assignments);
    imports = Map.copyOf(imports);
  }
}
