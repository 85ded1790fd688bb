package dev.taskdock.input.terraform;

import java.util.Map;

/// What a plan or a state is read with.
///
/// @param containers files with the `container_definitions` that a plan does not know yet, by the
///   address of the task definition; one under the empty address is for the only one
/// @param exact whether a task definition that is not known is refused; else it is left out, so
///   that all else can be checked
public record TerraformSetting(Map<String, String> containers, boolean exact) {
  public TerraformSetting {
    containers = Map.copyOf(containers);
  }
}
