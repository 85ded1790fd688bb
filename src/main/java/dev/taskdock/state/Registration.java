package dev.taskdock.state;

import dev.taskdock.model.ServiceLoadBalancer;
import java.util.Optional;
import java.util.stream.Stream;

/// A target that is registered now, and how it does: what a route table is made of.
///
/// @param address that of its task
public record Registration(Target target, String address, TargetHealth health) {
  /// All that are registered, those that drain among them.
  public static Stream<Registration> of(Observed observed) {
    var services = observed.services();
    return services.states().values().stream()
        .flatMap(state ->
            state.tasks().entrySet().stream()
                .filter(e -> isRegistered(e.getValue()))
                .flatMap(e -> {
                  var task = observed.task(e.getKey());
                  return state.deployment(e.getValue().deployment()).stream()
                      .flatMap(d -> d.revision().loadBalancers().stream())
                      .flatMap(to -> of(services, e.getValue(), task, to).stream());
                }));
  }

  private static boolean isRegistered(ServiceTask task) {
    return task.has(Milestone.RUNNING)
        && (!task.has(Milestone.LEAVING) || task.wanted().isDraining());
  }

  private static Optional<Registration> of(
      Services services, ServiceTask service, Task task, ServiceLoadBalancer to) {
    var target = new Target(to.targetGroup(), task.id(), to.port());
    var health =
        service
            .wanted()
            .stop()
            .flatMap(StopRequest::drainsUntil)
            .<TargetHealth>map(TargetHealth.Draining::new)
            .orElseGet(() -> services.health(target));
    return task.sandbox() instanceof Sandbox.Ready(_, var address, _)
        ? Optional.of(new Registration(target, address, health))
        : Optional.empty();
  }
}
