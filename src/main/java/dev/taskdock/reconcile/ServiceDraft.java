package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.ImageState;
import dev.taskdock.state.Observed;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.Services;
import dev.taskdock.state.StartedBy;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.Task;
import dev.taskdock.state.Tempo;
import dev.taskdock.state.Throttle;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One service while its next steps are decided: each rule reads it and writes its decision down.
final class ServiceDraft {
  private final Service service;
  private final Tempo tempo;
  private final Observed observed;
  private final Instant now;
  private final Notices notices;
  private final TreeMap<TaskId, ServiceTask> tasks;
  private final Map<TaskId, Task> launched = new TreeMap<>();
  private final Map<TaskId, Phase> phases = new HashMap<>();
  private final Set<TaskId> forgotten = new HashSet<>();
  private final Set<ImageReference> stale = new HashSet<>();
  private final List<Deployment> deployments;
  private final Supply supply;
  private Optional<Instant> wakeAt = Optional.empty();
  private Optional<Deployment> completed;
  private Throttle throttle;
  private boolean steady;
  private int moves;

  ServiceDraft(
      Service service,
      Tempo tempo,
      ServiceState state,
      Observed observed,
      Instant now,
      Supply supply) {
    this.service = service;
    this.tempo = tempo;
    this.observed = observed;
    this.now = now;
    this.supply = supply;
    this.tasks = new TreeMap<>(state.tasks());
    this.deployments = new ArrayList<>(state.deployments());
    this.completed = state.completed();
    this.throttle = state.throttle();
    this.steady = state.steady();
    this.notices = new Notices(service.name(), state.events(), now, supply);
  }

  Service service() {
    return service;
  }

  Tempo tempo() {
    return tempo;
  }

  Instant now() {
    return now;
  }

  Services targets() {
    return observed.services();
  }

  Notices notices() {
    return notices;
  }

  /// Whether a moment has come; if not, the next look is due then.
  boolean isPast(Instant moment) {
    if (now.isBefore(moment)) {
      wakeAt = Optional.of(wakeAt.filter(w -> w.isBefore(moment)).orElse(moment));
      return false;
    }
    return true;
  }

  Optional<Instant> wakeAt() {
    return wakeAt;
  }

  // Deployments.

  List<Deployment> deployments() {
    return deployments;
  }

  Deployment primary() {
    return deployments.getFirst();
  }

  /// The deployment of a task that has not ended; it stays as long as the task does.
  Deployment deployment(ServiceTask task) {
    for (var deployment : deployments) {
      if (deployment.id().equals(task.deployment())) {
        return deployment;
      }
    }
    throw new IllegalStateException("no deployment " + task.deployment());
  }

  void replace(Deployment other) {
    deployments.replaceAll(d -> d.id().equals(other.id()) ? other : d);
  }

  void remove(Deployment gone) {
    deployments.remove(gone);
  }

  /// Puts a deployment before all others. Its images are looked up anew, once for all of its tasks.
  void begin(Deployment deployment) {
    deployments.addFirst(deployment);
    throttle = Throttle.NONE;
    stale.addAll(images(deployment).toList());
  }

  /// An id for what has none of AWS's own kinds.
  String uuid() {
    return supply.uuid();
  }

  Deployment newDeployment(ServiceRevision revision) {
    return Deployment.of(supply.deployment(), revision, now);
  }

  Optional<Deployment> completed() {
    return completed;
  }

  void completed(Deployment deployment) {
    completed = Optional.of(deployment);
  }

  // Tasks.

  Map<TaskId, ServiceTask> tasks() {
    return tasks;
  }

  Task known(TaskId id) {
    var task = launched.get(id);
    return task == null ? observed.task(id) : task;
  }

  void put(TaskId id, ServiceTask task) {
    tasks.put(id, task);
  }

  void forget(TaskId id) {
    tasks.remove(id);
    phases.remove(id);
    forgotten.add(id);
  }

  void phase(TaskId id, Phase phase) {
    phases.put(id, phase);
  }

  Phase phase(TaskId id) {
    return phases.getOrDefault(id, Phase.ENDED);
  }

  /// The tasks of a phase.
  Stream<Map.Entry<TaskId, ServiceTask>> in(Phase phase) {
    return tasks.entrySet().stream().filter(e -> phase(e.getKey()) == phase);
  }

  static Instant launchedAt(Map.Entry<TaskId, ServiceTask> task) {
    return task.getValue().launchedAt();
  }

  int count(Phase phase) {
    return Collections.frequency(phases.values(), phase);
  }

  /// How many are RUNNING or PENDING.
  int live() {
    return phases.size() - count(Phase.LEAVING) - count(Phase.ENDED);
  }

  int onTheirWay() {
    return count(Phase.PENDING) + count(Phase.SETTLING);
  }

  /// The first of the tasks that are to go to scale in or to deploy, without those that are
  /// protected: so many, or fewer where protection forbids it, which is told. When a protection
  /// ends, another look is due.
  ///
  /// Source: "Protect your Amazon ECS tasks from being terminated by scale-in events".
  List<Map.Entry<TaskId, ServiceTask>> free(
      List<Map.Entry<TaskId, ServiceTask>> leaving, int count) {
    var free = leaving.stream().filter(e -> !isProtected(e.getValue())).limit(count).toList();
    if (free.size() < count) {
      leaving.stream()
          .filter(e -> isProtected(e.getValue()))
          .forEach(e -> notices.spared(e.getKey(), e.getValue().deployment()));
    }
    return free;
  }

  private boolean isProtected(ServiceTask task) {
    return task.protectedUntil().filter(until -> !isPast(until)).isPresent();
  }

  Replacement.Cause unhealthyBecause(TaskId id) {
    var task = tasks.get(id);
    return Optional.ofNullable(task)
        .flatMap(t -> Replacement.cause(this, t, known(id)))
        .orElseThrow(() -> new IllegalStateException("not unhealthy: " + id));
  }

  /// Launches a task of a deployment. An image that could not be had is tried again.
  void launch(Deployment deployment) {
    var id = supply.task();
    var wanted =
        WantedTask.of(deployment.revision().definition())
            .in(deployment.revision().network())
            .startedBy(
                Optional.of(new StartedBy(service.name(), deployment.id(), deployment.revision())));
    tasks.put(id, new ServiceTask(wanted, deployment.id(), now));
    launched.put(id, Task.of(id, wanted, now));
    phases.put(id, Phase.PENDING);
    moves++;
    notices.started(id);
    images(deployment)
        .filter(image -> observed.images().get(image) instanceof ImageState.Missing)
        .forEach(stale::add);
  }

  /// Stops a task that is surplus, or of an older deployment.
  void stop(TaskId id) {
    stop(id, "Scaling activity initiated by (deployment " + primary().id() + ")");
  }

  /// Stops an unhealthy task.
  void stop(TaskId id, Replacement.Cause cause) {
    stop(id, cause.stoppedReason());
  }

  private void stop(TaskId id, String reason) {
    var request = new StopRequest(StopCode.SERVICE_SCHEDULER_INITIATED, reason, now, false);
    tasks.computeIfPresent(
        id, (_, t) -> Drain.leaving(this, id, t.with(t.wanted().stopping(request))));
    phases.put(id, Phase.LEAVING);
    moves++;
  }

  /// How many tasks were launched or stopped in this turn.
  int moves() {
    return moves;
  }

  // The pause after failed starts.

  Throttle throttle() {
    return throttle;
  }

  void throttle(Throttle other) {
    throttle = other;
  }

  boolean isSteady() {
    return steady;
  }

  void steady(boolean other) {
    steady = other;
  }

  /// The state after all decisions.
  ServiceState state(ServiceState before) {
    return new ServiceState(
        before.name(),
        service.revision(),
        deployments,
        completed,
        tasks,
        throttle,
        steady,
        notices.events());
  }

  Map<TaskId, Task> launched() {
    return launched;
  }

  Set<TaskId> forgotten() {
    return forgotten;
  }

  /// Images whose state is not to be believed any more.
  Set<ImageReference> stale() {
    return stale;
  }

  private static Stream<ImageReference> images(Deployment deployment) {
    return deployment.revision().definition().containers().stream()
        .map(ContainerDefinition::image)
        .collect(Collectors.toSet())
        .stream();
  }
}
