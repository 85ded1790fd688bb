package dev.taskdock.input.copilot;

import java.util.Map;
import java.util.Optional;

/// What manifests are read with.
///
/// @param environment whose section counts; `test` where none is named
/// @param shell whose variables `${NAME}` in a manifest means
/// @param exact whether a value that is not known is refused; else one stands in, so that all else
///   can be checked
public record CopilotSetting(
    Optional<String> environment, Map<String, String> shell, boolean exact) {
  public CopilotSetting {
    shell = Map.copyOf(shell);
  }
}
