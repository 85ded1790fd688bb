package dev.taskdock.cli;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Hold;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Task;
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
  static Map<String, Object> shape(Hold hold, Task task) {
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
    shape.put("since", since(hold, task));
    return shape;
  }

  /// Since when, as far as states tell: of a sibling that runs, since it runs; else since the task
  /// was accepted.
  static Instant since(Hold hold, Task task) {
    return switch (hold.waiting()) {
      case Waiting.ForDependency(var container, _, _)
          when task.container(container) instanceof ContainerState.Running(_, var startedAt, _) ->
          startedAt;
      case Waiting.ForDependency _,
          Waiting.ForImage _,
          Waiting.ForSandbox _,
          Waiting.ForVolumes _,
          Waiting.ForDependents _,
          Waiting.ForDrain _ ->
          task.createdAt();
    };
  }
}
