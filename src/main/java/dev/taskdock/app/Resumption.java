package dev.taskdock.app;

import dev.taskdock.launch.Belonging;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Observed;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.Services;
import dev.taskdock.state.StartedBy;
import dev.taskdock.state.Task;
import dev.taskdock.state.Throttle;
import dev.taskdock.state.TrafficShift;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a service knew before its taskdock was killed, as far as it can be told from the labels of
/// the tasks that still run.
///
/// The newest deployment of what is asked for now goes on under its own id. Whatever else runs is
/// an older deployment: it serves, and is replaced as in any deployment; nothing of it is launched
/// again, because its definition is not known any more. What was being started or ended is not
/// taken over.
final class Resumption {
  private final List<FoundTask> adopted;
  private final List<FoundTask> refused;
  private final Map<ServiceName, ServiceState> states = new TreeMap<>();
  private final Map<TaskId, Task> tasks = new TreeMap<>();
  private final Instant now;

  /// A deployment as its tasks remember it.
  private record Remembered(Belonging belonging, List<FoundTask> tasks) {
    Remembered {
      tasks = List.copyOf(tasks);
    }

    Instant createdAt() {
      return tasks.stream()
          .map(FoundTask::createdAt)
          .min(Comparator.naturalOrder())
          .orElse(Instant.EPOCH);
    }
  }

  private Resumption(List<FoundTask> found, Instant now) {
    this.now = now;
    var whole = found.stream().collect(Collectors.partitioningBy(Resumption::isWhole));
    this.adopted = whole.getOrDefault(true, List.of());
    this.refused = whole.getOrDefault(false, List.of());
  }

  /// What is known of the services at the beginning.
  ///
  /// @param found tasks of one run of this project, looked at closely
  /// @param services as they are wanted now
  static Resumption of(List<FoundTask> found, Collection<Service> services, Instant now) {
    var resumption = new Resumption(found, now);
    var wanted = services.stream().collect(Collectors.toMap(Service::name, Function.identity()));
    resumption
        .remembered()
        .forEach((name, deployments) ->
            resumption.resume(name, deployments, Optional.ofNullable(wanted.get(name))));
    return resumption;
  }

  /// The tasks that are taken over.
  List<FoundTask> adopted() {
    return adopted;
  }

  /// The tasks that are not, to be removed.
  List<FoundTask> refused() {
    return refused;
  }

  /// @param seed of the ids that will be given
  Observed observed(long seed) {
    return new Observed(
        tasks,
        Map.of(),
        Set.of(),
        Optional.empty(),
        new Services(states, Map.of(), Map.of(), Services.beginning(seed).identifiers()));
  }

  /// One that runs, with nothing of it still to be made.
  private static boolean isWhole(FoundTask found) {
    return found.task().sandbox() instanceof Sandbox.Ready ready
        && !ready.address().isEmpty()
        && found.holder().flatMap(h -> Belonging.of(h.labels())).isPresent()
        && found.task().hasStarted();
  }

  /// Newest first.
  private Map<ServiceName, List<Remembered>> remembered() {
    var byBelonging = new LinkedHashMap<Belonging, List<FoundTask>>();
    for (var task : adopted) {
      task.holder()
          .flatMap(h -> Belonging.of(h.labels()))
          .ifPresent(b -> byBelonging.computeIfAbsent(b, _ -> new ArrayList<>()).add(task));
    }
    return byBelonging.entrySet().stream()
        .map(e -> new Remembered(e.getKey(), e.getValue()))
        .sorted(Comparator.comparing(Remembered::createdAt).reversed())
        .collect(Collectors.groupingBy(r -> r.belonging().service()));
  }

  private void resume(ServiceName name, List<Remembered> remembered, Optional<Service> wanted) {
    var fingerprint =
        wanted.map(s ->
            Belonging.of(name, remembered.getFirst().belonging().deployment(), s.revision())
                .fingerprint());
    var current =
        remembered.stream()
            .filter(r -> fingerprint.filter(r.belonging().fingerprint()::equals).isPresent())
            .findFirst();
    var deployments = new ArrayList<Deployment>();
    var launched = new HashMap<TaskId, ServiceTask>();
    current.ifPresent(r -> {
      boolean shifts = wanted.filter(Resumption::isShifting).isPresent() && remembered.size() > 1;
      var begun = deployment(r, revision(wanted.orElseThrow().revision(), r.belonging()));
      deployments.add(shifts ? begun.with(TrafficShift.beginning(now)) : begun);
    });
    remembered.stream()
        .filter(r -> current.filter(r::equals).isEmpty())
        .map(r -> deployment(r, labelled(r, wanted)).with(new RolloutState.Adopted()))
        .forEach(deployments::add);
    for (var deployment : deployments) {
      remembered.stream()
          .filter(r -> r.belonging().deployment().equals(deployment.id()))
          .flatMap(r -> r.tasks().stream())
          .forEach(t -> launched.put(t.task().id(), launched(name, deployment, t)));
    }
    var asked = current.flatMap(_ -> wanted).map(Service::revision);
    states.put(
        name,
        new ServiceState(
            name,
            asked.orElse(deployments.getFirst().revision()),
            deployments,
            Optional.empty(),
            launched,
            Throttle.NONE,
            false,
            List.of()));
    remembered.stream()
        .flatMap(r -> r.tasks().stream())
        .forEach(t -> tasks.put(t.task().id(), t.task()));
  }

  private static boolean isShifting(Service service) {
    return !(service.deployment().strategy() instanceof DeploymentStrategy.Rolling);
  }

  private static Deployment deployment(Remembered remembered, ServiceRevision revision) {
    return Deployment.of(remembered.belonging().deployment(), revision, remembered.createdAt());
  }

  /// What is asked for, in the target groups that the deployment really has.
  private static ServiceRevision revision(ServiceRevision asked, Belonging belonging) {
    var groups = belonging.loadBalancers().stream().map(ServiceLoadBalancer::targetGroup).toList();
    return asked.with(
        asked.loadBalancers().stream()
            .map(to -> groups.contains(to.targetGroup()) ? to : to.swapped())
            .toList());
  }

  /// What its labels say; where it lies is taken to be where the service lies now.
  private static ServiceRevision labelled(Remembered remembered, Optional<Service> wanted) {
    var labelled =
        new ServiceRevision(
            remembered.tasks().getFirst().wanted().definition(),
            remembered.belonging().loadBalancers());
    return wanted
        .map(Service::revision)
        .map(now -> labelled.in(now.network(), now.registry()).connecting(now.connect()))
        .orElse(labelled);
  }

  private static ServiceTask launched(ServiceName service, Deployment deployment, FoundTask found) {
    var wanted =
        WantedTask.of(deployment.revision().definition())
            .in(deployment.revision().network())
            .startedBy(Optional.of(new StartedBy(service, deployment.id(), deployment.revision())));
    return new ServiceTask(wanted, deployment.id(), found.createdAt())
        .with(Milestone.RUNNING, runningSince(found));
  }

  private static Instant runningSince(FoundTask found) {
    return found.task().containers().values().stream()
        .map(Resumption::startedAt)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(found.createdAt());
  }

  private static Optional<Instant> startedAt(ContainerState state) {
    return switch (state) {
      case ContainerState.Running(_, var startedAt, _) -> Optional.of(startedAt);
      case ContainerState.Stopped(_, var startedAt, _, _, _) -> startedAt;
      case ContainerState.Absent _, ContainerState.Created _ -> Optional.empty();
    };
  }
}
