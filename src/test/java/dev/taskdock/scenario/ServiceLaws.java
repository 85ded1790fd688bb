package dev.taskdock.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.Health;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Observed;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What must hold of services in every turn of every world, written down again without looking at
/// how the decisions are made.
final class ServiceLaws implements Consumer<Snapshot> {
  private final SimulatedTimeline timeline;
  private final Set<TaskId> everLaunched = new HashSet<>();
  private Map<ServiceName, ServiceState> before = new HashMap<>();

  ServiceLaws(SimulatedTimeline timeline) {
    this.timeline = timeline;
  }

  @Override
  public void accept(Snapshot snapshot) {
    var states = snapshot.observed().services().states();
    states.forEach((name, state) -> {
      var wanted = Optional.ofNullable(snapshot.desired().services().get(name));
      var launched = launched(state);
      launched.forEach(id -> assertThat(everLaunched.add(id)).as("one id twice").isTrue());
      wanted.ifPresent(service -> lawful(service, state, snapshot, !launched.isEmpty()));
      wanted.ifPresentOrElse(
          _ -> {}, () -> assertThat(launched).as("launched for nobody").isEmpty());
      state.tasks().forEach((id, task) -> drains(snapshot, id, task));
      assertThat(state.events()).hasSizeLessThanOrEqualTo(100);
      assertThat(state.deployments()).doesNotHaveDuplicates();
    });
    before = new HashMap<>(states);
  }

  private Set<TaskId> launched(ServiceState state) {
    return state.tasks().entrySet().stream()
        .filter(e -> e.getValue().launchedAt().equals(timeline.now()))
        .map(Map.Entry::getKey)
        .filter(id -> !everLaunched.contains(id))
        .collect(Collectors.toSet());
  }

  private void lawful(Service service, ServiceState state, Snapshot snapshot, boolean launched) {
    int desired = service.desiredCount();
    if (launched) {
      assertThat(state.primary().rollout())
          .as("a deployment that was called off launches nothing")
          .isNotInstanceOf(RolloutState.Failed.class);
      assertThat(state.tasks().keySet().stream().filter(id -> isLive(snapshot, id)).count())
          .as("never more than the maximum percent of %s", service)
          .isLessThanOrEqualTo(service.deployment().upperBound(desired));
    }
    if (stopsHealthy(state, snapshot)) {
      assertThat(
              state.tasks().entrySet().stream()
                  .filter(e -> isHealthy(state, e.getValue(), e.getKey(), snapshot, false))
                  .count())
          .as("never below the minimum percent of %s by our own act", service)
          .isGreaterThanOrEqualTo(service.deployment().lowerBound(desired));
    }
  }

  /// Whether the scheduler has stopped a healthy task in this turn.
  private boolean stopsHealthy(ServiceState state, Snapshot snapshot) {
    var known = Optional.ofNullable(before.get(state.name()));
    return state.tasks().entrySet().stream()
        .filter(e -> e.getValue().wanted().stop().isPresent())
        .filter(e ->
            known.stream()
                .flatMap(s -> Optional.ofNullable(s.tasks().get(e.getKey())).stream())
                .anyMatch(t -> t.wanted().stop().isEmpty()))
        .filter(e ->
            e.getValue().wanted().stop().orElseThrow().code()
                == StopCode.SERVICE_SCHEDULER_INITIATED)
        .anyMatch(e -> isHealthy(state, e.getValue(), e.getKey(), snapshot, true));
  }

  private boolean isHealthy(
      ServiceState state, ServiceTask task, TaskId id, Snapshot snapshot, boolean evenStopped) {
    var wanted = evenStopped ? task.wanted().with(Optional.empty()) : task.wanted();
    var known = snapshot.observed().task(id);
    if (known.status(wanted) != TaskStatus.RUNNING) {
      return false;
    }
    var revision = deployment(state, task).revision();
    boolean checked =
        wanted.definition().containers().stream()
            .anyMatch(c -> c.essential() && c.healthCheck().isPresent());
    if (checked && known.health(wanted) != Health.HEALTHY) {
      return false;
    }
    if (!checked && revision.loadBalancers().isEmpty()) {
      Instant since = task.at(Milestone.RUNNING).orElse(timeline.now());
      return !timeline.now().isBefore(since.plus(Duration.ofSeconds(40)));
    }
    return revision.loadBalancers().stream()
        .map(to -> new Target(to.targetGroup(), id, to.port()))
        .map(snapshot.observed().services()::health)
        .allMatch(TargetHealth.Healthy.class::isInstance);
  }

  private static Deployment deployment(ServiceState state, ServiceTask task) {
    return state.deployment(task.deployment()).orElseThrow();
  }

  private void drains(Snapshot snapshot, TaskId id, ServiceTask task) {
    if (task.wanted().isDraining()) {
      assertThat(snapshot.plan().actions())
          .as("nothing is stopped while its targets drain")
          .noneMatch(a -> a instanceof Action.StopContainer stop && stop.task().equals(id));
      assertThat(TaskStop.of(task.wanted().with(Optional.empty()), snapshot.observed().task(id)))
          .as("what is over does not drain")
          .isEmpty();
    }
  }

  private static boolean isLive(Snapshot snapshot, TaskId id) {
    return TaskStop.of(snapshot.desired().task(id), snapshot.observed().task(id)).isEmpty();
  }

  /// Nothing of services is left.
  static void nothingIsLeft(Observed observed) {
    assertThat(observed.services().states()).isEmpty();
    assertThat(observed.services().targets()).isEmpty();
    assertThat(observed.tasks()).isEmpty();
    assertThat(observed.inFlight()).isEmpty();
  }
}
