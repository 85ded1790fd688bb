package dev.taskdock.scenario;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What becomes of a task, a line for each change that DescribeTasks would show: the same on every
/// engine.
///
/// Containers that change in the same way one after the other, and do not depend on each other, are
/// in the order of the definition.
final class Course implements Consumer<Snapshot> {
  private final List<Line> lines = new ArrayList<>();
  private final Map<ContainerName, String> containers = new HashMap<>();
  private Optional<TaskStatus> status = Optional.empty();
  private boolean stopTold;

  /// @param container empty for a line about the task
  /// @param place of the container in the definition
  private record Line(Optional<ContainerDefinition> container, int place, String what) {
    static Line ofTask(String what) {
      return new Line(Optional.empty(), 0, what);
    }

    boolean isBefore(Line other) {
      return what.equals(other.what)
          && place < other.place
          && !dependsOn(other)
          && !other.dependsOn(this);
    }

    private boolean dependsOn(Line other) {
      return container.stream()
          .flatMap(c -> c.dependencies().stream())
          .anyMatch(d -> other.container.filter(c -> c.name().equals(d.container())).isPresent());
    }

    String text() {
      return container.map(c -> c.name().name()).orElse("the task") + " " + what + "\n";
    }
  }

  @Override
  public void accept(Snapshot snapshot) {
    snapshot
        .desired()
        .tasks()
        .forEach((id, wanted) -> {
          var task = snapshot.observed().task(id);
          var all = wanted.definition().containers();
          for (int i = 0; i < all.size(); i++) {
            container(i, task, all.get(i));
          }
          task(snapshot, id);
        });
  }

  /// Whether the task runs.
  boolean isRunning() {
    return status.filter(s -> s == TaskStatus.RUNNING).isPresent();
  }

  String text() {
    var text = new StringBuilder();
    lines.forEach(line -> text.append(line.text()));
    return text.toString();
  }

  private void container(int place, Task task, ContainerDefinition container) {
    var word = word(task, container.name());
    if (!word.isEmpty() && !word.equals(containers.put(container.name(), word))) {
      add(new Line(Optional.of(container), place, word));
    }
  }

  private static String word(Task task, ContainerName name) {
    int restarts = task.restarts(name).count();
    var life = restarts == 0 ? "" : " (restart %d)".formatted(restarts);
    return switch (task.container(name)) {
      case ContainerState.Running(_, _, var health) ->
          "RUNNING" + (health == Health.UNKNOWN ? "" : " " + health) + life;
      case ContainerState.Stopped(_, _, var code, var reason, _) ->
          "STOPPED"
              + (code.isPresent() ? " " + code.getAsInt() : "")
              + reason.map(r -> " " + r).orElse("")
              + life;
      case ContainerState.Absent _, ContainerState.Created _ -> "";
    };
  }

  private void task(Snapshot snapshot, TaskId id) {
    var wanted = snapshot.desired().task(id);
    var now = snapshot.observed().status(id, wanted);
    if (!status.equals(Optional.of(now))) {
      status = Optional.of(now);
      add(Line.ofTask(now + stop(TaskStop.of(wanted, snapshot.observed().task(id)))));
    }
  }

  /// Why it stops, told once.
  private String stop(Optional<TaskStop> stop) {
    if (stop.isEmpty() || stopTold) {
      return "";
    }
    stopTold = true;
    return " " + stop.get().code().word() + ": " + stop.get().reason();
  }

  private void add(Line line) {
    int at = lines.size();
    while (at > 0 && line.isBefore(lines.get(at - 1))) {
      at--;
    }
    lines.add(at, line);
  }
}
