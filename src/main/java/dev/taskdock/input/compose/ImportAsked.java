package dev.taskdock.input.compose;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/// How a compose file is to be imported.
///
/// @param into the folder that is written to
/// @param taskPerService whether each service becomes a task of its own; else all are containers of
///   one, as Fargate runs what belongs together
/// @param profiles those whose services are wanted too
/// @param variables of the shell and of `.env`
public record ImportAsked(
    Path into, boolean taskPerService, Set<String> profiles, Map<String, String> variables) {
  public ImportAsked {
    profiles = Set.copyOf(profiles);
    variables = Map.copyOf(variables);
  }
}
