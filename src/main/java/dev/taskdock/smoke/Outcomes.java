package dev.taskdock.smoke;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import dev.taskdock.state.Registration;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a snapshot of a run says to somebody who waits for it to be as it should.
final class Outcomes {
  private Outcomes() {}

  /// Whether everything that is wanted runs and is healthy.
  static boolean isSteady(Snapshot snapshot) {
    return lacking(snapshot).isEmpty();
  }

  /// What is not yet as it should be, a line each.
  static List<String> lacking(Snapshot snapshot) {
    var lacking = new ArrayList<String>();
    var observed = snapshot.observed();
    snapshot
        .desired()
        .tasks()
        .forEach((id, wanted) -> {
          if (wanted.startedBy().isEmpty()) {
            Optional.ofNullable(observed.tasks().get(id))
                .ifPresentOrElse(
                    task -> lacking.addAll(lacking(wanted, task)),
                    () -> lacking.add("task " + id.abbreviated() + " is not there yet"));
          }
        });
    snapshot
        .desired()
        .services()
        .forEach((name, service) -> {
          var state = Optional.ofNullable(observed.services().states().get(name));
          if (state.isEmpty()) {
            lacking.add("service " + name + " is not there yet");
          } else {
            lacking.addAll(lacking(snapshot, name, service.desiredCount(), state.get()));
          }
        });
    return lacking;
  }

  private static List<String> lacking(
      Snapshot snapshot, ServiceName name, int desired, ServiceState state) {
    var lacking = new ArrayList<String>();
    var tasks = running(snapshot, state);
    long good = tasks.stream().filter(e -> lacking(e.getValue(), e.getKey()).isEmpty()).count();
    if (good != desired) {
      lacking.add("service %s: %d of %d tasks run and are healthy".formatted(name, good, desired));
      tasks.forEach(e -> lacking.addAll(lacking(e.getValue(), e.getKey())));
    }
    targets(snapshot, name)
        .filter(r -> !(r.health() instanceof TargetHealth.Healthy))
        .forEach(r -> lacking.add(target(r)));
    if (lacking.isEmpty() && !state.steady()) {
      lacking.add("service " + name + " is not steady yet");
    }
    return lacking;
  }

  /// The targets of a service, those that drain left out.
  static Stream<Registration> targets(Snapshot snapshot, ServiceName service) {
    var observed = snapshot.observed();
    return Registration.of(observed)
        .filter(r -> !(r.health() instanceof TargetHealth.Draining))
        .filter(r ->
            Optional.ofNullable(observed.services().states().get(service))
                .filter(s -> s.tasks().containsKey(r.target().task()))
                .isPresent());
  }

  /// One target in words.
  static String target(Registration registration) {
    var reason =
        registration.health() instanceof TargetHealth.Unhealthy(var code, var description)
            ? ": " + description + " (" + code + ")"
            : "";
    return "target %s:%d of %s is %s%s"
        .formatted(
            registration.address(),
            registration.target().port(),
            registration.target().group(),
            registration.health().word(),
            reason);
  }

  /// The tasks of a service that are to stay.
  private static List<Map.Entry<Task, WantedTask>> running(Snapshot snapshot, ServiceState state) {
    return state.tasks().entrySet().stream()
        .filter(e -> e.getValue().wanted().stop().isEmpty())
        .flatMap(e ->
            Optional.ofNullable(snapshot.observed().tasks().get(e.getKey()))
                .map(t -> Map.entry(t, e.getValue().wanted()))
                .stream())
        .toList();
  }

  private static List<String> lacking(WantedTask wanted, Task task) {
    return wanted.definition().containers().stream()
        .flatMap(c -> lacking(c, task).stream())
        .toList();
  }

  private static Optional<String> lacking(ContainerDefinition container, Task task) {
    var name = task.id().abbreviated() + "/" + container.name();
    return switch (task.container(container.name())) {
      case ContainerState.Absent _, ContainerState.Created _ ->
          Optional.of(name + " does not run yet");
      case ContainerState.Running(_, _, var health) ->
          container.healthCheck().isPresent() && health != Health.HEALTHY
              ? Optional.of(name + " is " + health)
              : Optional.empty();
      case ContainerState.Stopped _ ->
          container.essential() ? Optional.of(name + " has ended") : Optional.empty();
    };
  }

  /// The tasks that run now, with what is wanted of each.
  static Map<TaskId, WantedTask> runningTasks(Snapshot snapshot) {
    var running = new java.util.TreeMap<TaskId, WantedTask>();
    snapshot
        .desired()
        .tasks()
        .forEach((id, wanted) -> {
          var task = Optional.ofNullable(snapshot.observed().tasks().get(id));
          boolean runs =
              wanted.stop().isEmpty()
                  && task.filter(t -> !t.hasEnded() && t.hasStarted()).isPresent();
          if (runs) {
            running.put(id, wanted);
          }
        });
    return running;
  }
}
