package dev.taskdock.reconcile;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.Desired;
import dev.taskdock.state.HookCall.Weights;
import dev.taskdock.state.HookRun;
import dev.taskdock.state.Observed;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.TrafficShift;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which lifecycle hooks are called now, and what becomes of a deployment whose hook has failed or
/// has not answered in time.
///
/// A hook that fails calls a deployment off and brings back what was completed before, circuit
/// breaker or not. Where traffic goes back, the hooks of the two stages that move it are called
/// again, with the weights the other way round; AWS does not say what such an answer could still
/// change, and here it changes nothing.
///
/// Source: "Lambda hooks for Amazon ECS service deployments" and "Pause hooks for Amazon ECS
/// service deployments".
final class HookWatch {
  private static final double ALL = 100;

  private HookWatch() {}

  /// Calls what is due of the newest deployment of each service that is still wanted.
  static void call(Desired desired, Observed observed, Instant now, Steps steps) {
    observed
        .services()
        .states()
        .forEach((name, state) -> {
          var runs = state.primary().hooks();
          if (!runs.isEmpty() && desired.services().containsKey(name)) {
            for (var run : runs) {
              if (run.isOpen()) {
                // One that hangs, or waits for somebody, says nothing by itself.
                steps.wakeAt(run.expiresAt(desired.tempo()));
              }
              run.due(desired.tempo())
                  .ifPresent(due -> {
                    if (now.isBefore(due)) {
                      steps.wakeAt(due);
                    } else {
                      run.call(name)
                          .map(call ->
                              new Action.CallHook(call, run.deployment() + " is at " + run.stage()))
                          .ifPresent(steps::add);
                    }
                  });
            }
          }
        });
  }

  /// Ends the newest deployment where one of its hooks says so.
  static void decide(ServiceDraft draft) {
    if (draft.primary().hooks().isEmpty()) {
      return;
    }
    draft.replace(draft.primary().withHooks(run -> expired(draft, run)));
    boolean failed = draft.primary().hooks().stream().anyMatch(r -> r.failure().isPresent());
    if (failed && draft.primary().rollout() instanceof RolloutState.InProgress) {
      CircuitBreaker.callOff(draft, RolloutState.Reason.LIFECYCLE_HOOK, true);
    }
  }

  private static HookRun expired(ServiceDraft draft, HookRun run) {
    if (!run.isOpen() || !draft.isPast(run.expiresAt(draft.tempo()))) {
      return run;
    }
    draft.notices().tell(Texts.timedOut(run, run.hook().timeout().toMinutes()));
    return run.with(
        run.hook().goesOnAfter()
            ? new HookRun.Progress.Passed(Optional.empty())
            : new HookRun.Progress.Failed("TIMED_OUT"));
  }

  /// What the hooks of a stage are told of the traffic.
  static Weights weights(TrafficShift shift, DeploymentId green, Optional<DeploymentId> blue) {
    return switch (shift.stage()) {
      case TEST_TRAFFIC_SHIFT -> new Weights(shares(green, ALL, blue), Map.of());
      case PRE_PRODUCTION_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT ->
          new Weights(Map.of(), shares(green, shift.percent(), blue));
      case RECONCILE_SERVICE,
          PRE_SCALE_UP,
          SCALE_UP,
          POST_SCALE_UP,
          POST_TEST_TRAFFIC_SHIFT,
          POST_PRODUCTION_TRAFFIC_SHIFT,
          BAKE_TIME,
          CLEAN_UP ->
          Weights.NONE;
    };
  }

  private static Map<DeploymentId, Double> shares(
      DeploymentId green, double percent, Optional<DeploymentId> blue) {
    var shares = new LinkedHashMap<DeploymentId, Double>();
    shares.put(green, percent);
    blue.ifPresent(id -> shares.put(id, ALL - percent));
    return shares;
  }

  /// The hooks that are called while the traffic of `failed` goes back to `completed`.
  static List<HookRun> goingBack(ServiceDraft draft, Deployment completed, Deployment failed) {
    var runs = new ArrayList<HookRun>();
    var back = shares(failed.id(), 0, Optional.of(completed.id()));
    failed
        .shift()
        .ifPresent(shift -> {
          if (shift.percent() > 0) {
            var weights = new Weights(Map.of(), back);
            runs.addAll(called(draft, failed, LifecycleStage.PRODUCTION_TRAFFIC_SHIFT, weights));
          }
          if (shift.stage().isTested()) {
            var weights = new Weights(back, Map.of());
            runs.addAll(called(draft, failed, LifecycleStage.TEST_TRAFFIC_SHIFT, weights));
          }
        });
    return runs;
  }

  private static List<HookRun> called(
      ServiceDraft draft, Deployment failed, LifecycleStage stage, Weights weights) {
    return draft.service().deployment().hooks(stage).stream()
        .map(hook -> HookRun.of(draft.uuid(), failed.id(), hook, stage, weights, draft.now()))
        .toList();
  }
}
