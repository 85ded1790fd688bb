package dev.taskdock.state;

import dev.taskdock.model.LifecycleStage;
import java.time.Instant;
import java.util.Optional;

/// How far a deployment has come that takes over the traffic of an older one.
///
/// A stage that only waits for lifecycle hooks is passed at once where there are none.
///
/// @param since when the stage, or within it the last step, began
/// @param percent of the production traffic that it gets
public record TrafficShift(Stage stage, Instant since, double percent) {
  /// The stages that take time.
  ///
  /// Source: `lifecycleStage` of a service deployment.
  public enum Stage {
    /// More than one older revision is ACTIVE.
    RECONCILE_SERVICE,
    /// Nothing of it is started.
    PRE_SCALE_UP,
    /// All of its tasks are started; it gets no traffic.
    SCALE_UP,
    /// They are healthy.
    POST_SCALE_UP,
    /// The test listener leads to it.
    TEST_TRAFFIC_SHIFT,
    /// It still does.
    POST_TEST_TRAFFIC_SHIFT,
    /// Before each step of the traffic.
    PRE_PRODUCTION_TRAFFIC_SHIFT,
    /// The traffic moves.
    PRODUCTION_TRAFFIC_SHIFT,
    /// It has all traffic.
    POST_PRODUCTION_TRAFFIC_SHIFT,
    /// The older one stays to go back to.
    BAKE_TIME,
    /// The older one goes.
    CLEAN_UP;

    /// What lifecycle hooks call it; empty where they cannot be called.
    public Optional<LifecycleStage> ofHooks() {
      return switch (this) {
        case RECONCILE_SERVICE -> Optional.of(LifecycleStage.RECONCILE_SERVICE);
        case PRE_SCALE_UP -> Optional.of(LifecycleStage.PRE_SCALE_UP);
        case POST_SCALE_UP -> Optional.of(LifecycleStage.POST_SCALE_UP);
        case TEST_TRAFFIC_SHIFT -> Optional.of(LifecycleStage.TEST_TRAFFIC_SHIFT);
        case POST_TEST_TRAFFIC_SHIFT -> Optional.of(LifecycleStage.POST_TEST_TRAFFIC_SHIFT);
        case PRE_PRODUCTION_TRAFFIC_SHIFT ->
            Optional.of(LifecycleStage.PRE_PRODUCTION_TRAFFIC_SHIFT);
        case PRODUCTION_TRAFFIC_SHIFT -> Optional.of(LifecycleStage.PRODUCTION_TRAFFIC_SHIFT);
        case POST_PRODUCTION_TRAFFIC_SHIFT ->
            Optional.of(LifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT);
        case SCALE_UP, BAKE_TIME, CLEAN_UP -> Optional.empty();
      };
    }

    /// Whether its tasks may be started.
    public boolean isStarted() {
      return switch (this) {
        case RECONCILE_SERVICE, PRE_SCALE_UP -> false;
        case SCALE_UP,
            POST_SCALE_UP,
            TEST_TRAFFIC_SHIFT,
            POST_TEST_TRAFFIC_SHIFT,
            PRE_PRODUCTION_TRAFFIC_SHIFT,
            PRODUCTION_TRAFFIC_SHIFT,
            POST_PRODUCTION_TRAFFIC_SHIFT,
            BAKE_TIME,
            CLEAN_UP ->
            true;
      };
    }

    /// Whether some of the production traffic may have moved.
    public boolean isServing() {
      return switch (this) {
        case RECONCILE_SERVICE,
            PRE_SCALE_UP,
            SCALE_UP,
            POST_SCALE_UP,
            TEST_TRAFFIC_SHIFT,
            POST_TEST_TRAFFIC_SHIFT ->
            false;
        case PRE_PRODUCTION_TRAFFIC_SHIFT,
            PRODUCTION_TRAFFIC_SHIFT,
            POST_PRODUCTION_TRAFFIC_SHIFT,
            BAKE_TIME,
            CLEAN_UP ->
            true;
      };
    }

    /// Whether the test listener leads to it.
    public boolean isTested() {
      return switch (this) {
        case RECONCILE_SERVICE, PRE_SCALE_UP, SCALE_UP, POST_SCALE_UP -> false;
        case TEST_TRAFFIC_SHIFT,
            POST_TEST_TRAFFIC_SHIFT,
            PRE_PRODUCTION_TRAFFIC_SHIFT,
            PRODUCTION_TRAFFIC_SHIFT,
            POST_PRODUCTION_TRAFFIC_SHIFT,
            BAKE_TIME,
            CLEAN_UP ->
            true;
      };
    }
  }

  /// The beginning, of what may be started at once.
  public static TrafficShift beginning(Instant at) {
    return new TrafficShift(Stage.SCALE_UP, at, 0);
  }

  /// The beginning, of what may be asked to wait before its tasks are started.
  public static TrafficShift first(Instant at) {
    return new TrafficShift(Stage.RECONCILE_SERVICE, at, 0);
  }

  /// The beginning of a service, before which nobody got the traffic.
  public static TrafficShift ofService(Instant at) {
    return new TrafficShift(Stage.RECONCILE_SERVICE, at, 100);
  }
}
