package dev.taskdock.input.taskdefinition;

import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Origins;
import java.util.List;

/// A task definition as it was read.
///
/// @param origins where each part stands in the file
/// @param unhandled members that ECS honours and that have no effect here, as in
///   `nginx.versionConsistency`; `proxyConfiguration` for one of the task
public record Reading(TaskDefinition definition, Origins origins, List<String> unhandled) {
  public Reading {
    unhandled = List.copyOf(unhandled);
  }
}
