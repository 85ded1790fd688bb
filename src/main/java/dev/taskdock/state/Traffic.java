package dev.taskdock.state;

import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.TargetGroupName;
import java.util.Optional;

/// Which of the two target groups of a service gets how much: the weights of the listener rules
/// that lead to it, computed from its deployments.
///
/// @param production the target group that has served so far
/// @param alternate the one that takes over
/// @param percent of the production traffic that `alternate` gets, 0–100; the other gets the rest
/// @param test the one that a test listener leads to
public record Traffic(
    TargetGroupName production, TargetGroupName alternate, double percent, TargetGroupName test) {
  /// The traffic of one `loadBalancers` entry of a service; empty where it has no alternate target
  /// group, or is not an entry of what is out now.
  public static Optional<Traffic> of(ServiceState state, ServiceLoadBalancer declared) {
    var primary = state.primary();
    return primary.revision().loadBalancers().stream()
        .filter(to -> isSame(to, declared))
        .findFirst()
        .flatMap(to -> to.alternate().map(other -> of(primary.shift(), to.targetGroup(), other)));
  }

  private static Traffic of(
      Optional<TrafficShift> shift, TargetGroupName own, TargetGroupName other) {
    boolean isTested = shift.filter(s -> !s.stage().isTested()).isEmpty();
    double percent = shift.map(TrafficShift::percent).orElse(100.0);
    return new Traffic(other, own, percent, isTested ? own : other);
  }

  private static boolean isSame(ServiceLoadBalancer to, ServiceLoadBalancer declared) {
    return to.equals(declared) || to.swapped().equals(declared);
  }
}
