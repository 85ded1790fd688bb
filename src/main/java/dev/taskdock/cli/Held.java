package dev.taskdock.cli;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Dependency;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Hold;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a container waits for, in words and as JSON.
final class Held {
  private Held() {}

  /// The hold on one container, empty where it waits for nothing.
  static Optional<Hold> of(List<Hold> holds, TaskId task, ContainerName container) {
    return holds.stream()
        .filter(h -> h.task().equals(task) && h.container().equals(container))
        .findFirst();
  }

  /// `waitingFor` of a container.
  static Map<String, Object> shape(Hold hold, Instant since) {
    var shape = new LinkedHashMap<String, Object>();
    switch (hold.waiting()) {
      case Waiting.ForDependency(var container, var condition, var until) -> {
        shape.put("container", container);
        shape.put("condition", condition);
        shape.put("until", until);
      }
      case Waiting.ForImage(var image) -> shape.put("image", image);
      case Waiting.ForSandbox _ -> shape.put("namespace", true);
      case Waiting.ForVolumes(var container) -> shape.put("volumesOf", container);
      case Waiting.ForDependents(var containers) -> shape.put("dependents", containers);
      case Waiting.ForDrain(var until) -> {
        shape.put("draining", true);
        shape.put("until", until);
      }
    }
    shape.put("since", since);
    return shape;
  }

  /// Since when, as far as states tell: a dependency is waited for since the task was accepted, and
  /// the rest once the last dependency was met. When one became healthy no engine tells, so then it
  /// is since that one runs.
  static Instant since(Hold hold, Task task, WantedTask wanted) {
    return switch (hold.waiting()) {
      case Waiting.ForDependency _, Waiting.ForDrain _ -> task.createdAt();
      case Waiting.ForDependents _ ->
          TaskStop.of(wanted, task).map(TaskStop::at).orElse(task.createdAt());
      case Waiting.ForImage _, Waiting.ForSandbox _, Waiting.ForVolumes _ ->
          wanted.definition().containerNamed(hold.container()).dependencies().stream()
              .flatMap(d -> met(d, task.container(d.container())).stream())
              .max(Instant::compareTo)
              .orElse(task.createdAt());
    };
  }

  private static Optional<Instant> met(Dependency dependency, ContainerState state) {
    return switch (state) {
      case ContainerState.Running(_, var startedAt, _) -> Optional.of(startedAt);
      case ContainerState.Stopped(_, var startedAt, _, _, var at) ->
          dependency.condition() == DependencyCondition.START
              ? startedAt.or(() -> Optional.of(at))
              : Optional.of(at);
      case ContainerState.Absent _, ContainerState.Created _ -> Optional.empty();
    };
  }
}
