package dev.taskdock.model;

/// The stages of a deployment at which a lifecycle hook can be called.
///
/// Source: DeploymentLifecycleHook, `lifecycleStages`.
public enum LifecycleStage {
  /// A deployment begins while more than one older revision is ACTIVE.
  RECONCILE_SERVICE,
  /// None of the new tasks is started.
  PRE_SCALE_UP,
  /// All of them are healthy, without traffic.
  POST_SCALE_UP,
  /// The test listener leads to them now.
  TEST_TRAFFIC_SHIFT,
  /// It does.
  POST_TEST_TRAFFIC_SHIFT,
  /// Before each step of the production traffic.
  PRE_PRODUCTION_TRAFFIC_SHIFT,
  /// With each step.
  PRODUCTION_TRAFFIC_SHIFT,
  /// After the last.
  POST_PRODUCTION_TRAFFIC_SHIFT
}
