package dev.taskdock.state;

import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.TaskDefinition;
import java.util.Optional;

/// A task that was asked for with RunTask or launched by a service.
///
/// @param definition with overrides applied
/// @param stop set once it was asked to stop
/// @param startedBy the service that launched it
/// @param network where it lies; empty where nothing is said of it
public record WantedTask(
    TaskDefinition definition,
    Optional<StopRequest> stop,
    Optional<StartedBy> startedBy,
    Optional<AwsVpcConfiguration> network) {
  /// A task that is to run; its router is the first to start and the last to stop.
  public static WantedTask of(TaskDefinition definition) {
    return new WantedTask(
        definition.withRouterFirst(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The same, asked to stop; the first request counts, a later one can only add force.
  public WantedTask stopping(StopRequest request) {
    var first = stop.orElse(request);
    return with(Optional.of(stop.isPresent() && request.force() ? first.forced() : first));
  }

  /// The same with another request to stop.
  public WantedTask with(Optional<StopRequest> other) {
    return new WantedTask(definition, other, startedBy, network);
  }

  /// The same, launched by another.
  public WantedTask startedBy(Optional<StartedBy> other) {
    return new WantedTask(definition, stop, other, network);
  }

  /// The same, lying elsewhere.
  public WantedTask in(Optional<AwsVpcConfiguration> other) {
    return new WantedTask(definition, stop, startedBy, other);
  }

  /// Whether it is to stop, but its targets drain first.
  public boolean isDraining() {
    return stop.flatMap(StopRequest::drainsUntil).isPresent();
  }
}
