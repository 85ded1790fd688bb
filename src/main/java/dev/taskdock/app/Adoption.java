package dev.taskdock.app;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Labels;
import dev.taskdock.launch.Lineup;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Dependency;
import dev.taskdock.model.Family;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Lifecycle;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.model.Timeouts;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Health;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds tasks again: containers with our labels → tasks as a run knows them.
///
/// Labels are the only record there is, so this works from any terminal and after any crash. A
/// container whose labels are not ours, or not whole, is passed over.
final class Adoption {
  /// Stands for a health check whose words are the engine's business by now.
  private static final HealthCheck SOME_CHECK =
      new HealthCheck(
          List.of("CMD"), Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Duration.ZERO);

  private static final Pattern DEFINITION =
      Pattern.compile("([A-Za-z0-9_-]{1,255}):([1-9][0-9]{0,8})");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

  private Adoption() {}

  /// The tasks that `snapshots` belong to, oldest first.
  static List<FoundTask> of(Collection<ContainerSnapshot> snapshots) {
    var byTask = new TreeMap<TaskId, List<ContainerSnapshot>>();
    byTask.putAll(
        snapshots.stream()
            .filter(s -> id(s).isPresent() && isOurs(s))
            .collect(Collectors.groupingBy(s -> id(s).orElseThrow())));
    return byTask.entrySet().stream()
        .map(e -> found(e.getKey(), e.getValue()))
        .sorted((a, b) -> a.createdAt().compareTo(b.createdAt()))
        .toList();
  }

  private static FoundTask found(TaskId id, List<ContainerSnapshot> snapshots) {
    var holder = snapshots.stream().filter(s -> name(s).isEmpty()).findFirst();
    var containers = new LinkedHashMap<ContainerName, ContainerSnapshot>();
    snapshots.stream()
        .filter(s -> name(s).isPresent())
        .sorted((a, b) -> a.createdAt().compareTo(b.createdAt()))
        .forEach(s -> containers.put(name(s).orElseThrow(), s));
    var any = snapshots.getFirst();
    var lineup =
        holder.map(h -> Lineup.parse(h.labels().getOrDefault(Labels.CONTAINERS, ""))).stream()
            .flatMap(List::stream)
            .toList();
    var states = new LinkedHashMap<ContainerName, ContainerState>();
    lineup.forEach(entry -> states.put(entry.name(), new ContainerState.Absent()));
    containers.forEach((name, s) -> states.put(name, state(s)));
    var createdAt =
        snapshots.stream()
            .map(ContainerSnapshot::createdAt)
            .min(Instant::compareTo)
            .orElse(Instant.EPOCH);
    return new FoundTask(
        new Task(id, sandbox(holder, states.values()), states, Map.of(), createdAt),
        WantedTask.of(definition(any, containers, lineup)),
        any.labels().getOrDefault(Labels.PROJECT, ""),
        any.labels().getOrDefault(Labels.RUN, ""),
        any.labels().getOrDefault(Labels.FILE, ""),
        holder.map(Adoption::endpoints).orElse(List.of()),
        holder,
        containers);
  }

  private static Sandbox sandbox(
      Optional<ContainerSnapshot> holder, Collection<ContainerState> containers) {
    if (holder.isEmpty()) {
      return new Sandbox.Failed(
          Optional.empty(), "the holder of the task's network namespace is gone", Instant.EPOCH);
    }
    var found = holder.get();
    return switch (found.status()) {
      case CREATED -> new Sandbox.Created(found.id());
      case RUNNING -> new Sandbox.Ready(found.id(), found.address().orElse(""), endpoints(found));
      case EXITED -> ended(found, containers);
    };
  }

  /// A holder that ended under containers that run was lost; what was kept for a look is over.
  private static Sandbox ended(ContainerSnapshot holder, Collection<ContainerState> containers) {
    var at = holder.finishedAt().orElse(Instant.EPOCH);
    return containers.stream().anyMatch(ContainerState::isRunning)
        ? new Sandbox.Failed(
            Optional.of(holder.id()), "the holder of the task's network namespace ended", at)
        : new Sandbox.Removed(at);
  }

  private static ContainerState state(ContainerSnapshot found) {
    return switch (found.status()) {
      case CREATED ->
          found
              .error()
              .<ContainerState>map(error -> neverStarted(found, error))
              .orElseGet(() -> new ContainerState.Created(found.id()));
      case RUNNING ->
          new ContainerState.Running(
              found.id(), found.startedAt().orElse(found.createdAt()), health(found));
      case EXITED ->
          new ContainerState.Stopped(
              Optional.of(found.id()),
              Optional.of(found.startedAt().orElse(found.createdAt())),
              found.exitCode(),
              found.oomKilled()
                  ? Optional.of("OutOfMemoryError: Container killed due to memory usage")
                  : Optional.empty(),
              found.finishedAt().orElse(found.createdAt()));
    };
  }

  /// A container that its engine could not start is "created" for ever.
  private static ContainerState neverStarted(ContainerSnapshot found, String error) {
    return new ContainerState.Stopped(
        Optional.of(found.id()),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.of("CannotStartContainerError: " + error),
        found.finishedAt().orElse(found.createdAt()));
  }

  private static Health health(ContainerSnapshot found) {
    return switch (found.health().orElse(ContainerSnapshot.ProbeStatus.STARTING)) {
      case STARTING -> Health.UNKNOWN;
      case HEALTHY -> Health.HEALTHY;
      case UNHEALTHY -> Health.UNHEALTHY;
    };
  }

  private static TaskDefinition definition(
      ContainerSnapshot any,
      Map<ContainerName, ContainerSnapshot> containers,
      List<Lineup.Entry> lineup) {
    var familyAndRevision = DEFINITION.matcher(any.labels().getOrDefault(Labels.DEFINITION, ""));
    boolean known = familyAndRevision.matches();
    var byName = new LinkedHashMap<ContainerName, ContainerDefinition>();
    lineup.forEach(entry -> byName.put(entry.name(), notMadeYet(entry, lineup)));
    containers.forEach((name, found) -> byName.put(name, container(name, found, byName.keySet())));
    var definitions = List.copyOf(byName.values());
    return new TaskDefinition(
        new Family(known ? familyAndRevision.group(1) : "unknown"),
        known ? Integer.parseInt(familyAndRevision.group(2)) : 1,
        Optional.empty(),
        RuntimePlatform.X86_64,
        definitions.isEmpty()
            ? List.of(
                placeholder(
                    new ContainerName("unknown"),
                    FoundTask.UNKNOWN_IMAGE,
                    false,
                    List.of(),
                    Optional.empty(),
                    Timeouts.DEFAULT))
            : definitions,
        List.of(),
        TaskOptions.DEFAULT);
  }

  private static ContainerDefinition notMadeYet(Lineup.Entry entry, List<Lineup.Entry> lineup) {
    var names = lineup.stream().map(Lineup.Entry::name).toList();
    return placeholder(
        entry.name(),
        entry.image().orElse(FoundTask.UNKNOWN_IMAGE),
        entry.essential(),
        entry.dependencies().stream().filter(d -> names.contains(d.container())).toList(),
        Optional.empty(),
        Timeouts.DEFAULT);
  }

  /// @param siblings of all containers known, so that it depends on nothing that is not there
  private static ContainerDefinition container(
      ContainerName name, ContainerSnapshot found, Set<ContainerName> siblings) {
    var dependencies =
        Lineup.dependencies(found.labels().getOrDefault(Labels.DEPENDS_ON, "")).stream()
            .filter(d -> siblings.contains(d.container()))
            .toList();
    return placeholder(
        name,
        ImageReference.parse(found.image()).orElse(FoundTask.UNKNOWN_IMAGE),
        !"false".equals(found.labels().get(Labels.ESSENTIAL)),
        dependencies,
        found.health().map(_ -> SOME_CHECK),
        new Timeouts(
            seconds(found, Labels.START_TIMEOUT),
            seconds(found, Labels.STOP_TIMEOUT).orElse(Timeouts.DEFAULT.stop())));
  }

  private static Optional<Duration> seconds(ContainerSnapshot found, String label) {
    return Optional.ofNullable(found.labels().get(label))
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Integer.parseInt(text)));
  }

  private static ContainerDefinition placeholder(
      ContainerName name,
      ImageReference image,
      boolean essential,
      List<Dependency> dependencies,
      Optional<HealthCheck> healthCheck,
      Timeouts timeouts) {
    return ContainerDefinition.of(name, image)
        .withLifecycle(
            new Lifecycle(essential, dependencies, healthCheck, timeouts, Optional.empty()));
  }

  private static List<Endpoint> endpoints(ContainerSnapshot holder) {
    return holder.publications().stream()
        .filter(p -> p.hostPort().isPresent())
        .map(p -> new Endpoint(p.port(), p.protocol(), p.address(), p.hostPort().getAsInt()))
        .toList();
  }

  private static boolean isOurs(ContainerSnapshot snapshot) {
    return Optional.ofNullable(snapshot.labels().get(Labels.CONTAINER))
        .filter(name -> !ContainerName.isValid(name))
        .isEmpty();
  }

  /// The task a container belongs to, empty where it is none of ours.
  static Optional<TaskId> id(ContainerSnapshot snapshot) {
    return Optional.ofNullable(snapshot.labels().get(Labels.TASK))
        .filter(TaskId::isValid)
        .map(TaskId::new);
  }

  private static Optional<ContainerName> name(ContainerSnapshot snapshot) {
    return Optional.ofNullable(snapshot.labels().get(Labels.CONTAINER)).map(ContainerName::new);
  }
}
