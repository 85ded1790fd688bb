package dev.taskdock.state;

import dev.taskdock.model.TaskDefinition;
import java.util.Optional;

/// A task that was asked for with RunTask.
///
/// @param definition with overrides applied
/// @param stop set once it was asked to stop
public record WantedTask(TaskDefinition definition, Optional<StopRequest> stop) {
  /// A task that is to run; its router is the first to start and the last to stop.
  public static WantedTask of(TaskDefinition definition) {
    return new WantedTask(definition.withRouterFirst(), Optional.empty());
  }

  /// The same, asked to stop; the first request counts, a later one can only add force.
  public WantedTask stopping(StopRequest request) {
    var first = stop.orElse(request);
    return new WantedTask(
        definition, Optional.of(stop.isPresent() && request.force() ? first.forced() : first));
  }
}
