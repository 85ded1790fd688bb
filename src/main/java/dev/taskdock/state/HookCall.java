package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.model.ServiceName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One call of a lifecycle hook: what its event says.
///
/// @param executionId the same for all calls of one hook at one stage
/// @param target the `hookTargetArn`, as written
/// @param deployment the one that is asked about; its revision is the target of the deployment
/// @param details the `hookDetails`, an object of JSON
public record HookCall(
    String executionId,
    String target,
    ServiceName service,
    DeploymentId deployment,
    LifecycleStage stage,
    Weights weights,
    Optional<String> details) {
  /// Which revision gets how many percent; a revision is known by its deployment.
  ///
  /// @param test of the test traffic, empty where that does not move
  /// @param production of the production traffic, likewise
  public record Weights(Map<DeploymentId, Double> test, Map<DeploymentId, Double> production) {
    /// Nothing moves.
    public static final Weights NONE = new Weights(Map.of(), Map.of());

    public Weights {
      test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
      production = Collections.unmodifiableMap(new LinkedHashMap<>(production));
    }
  }
}
