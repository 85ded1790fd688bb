package dev.taskdock.state;

import dev.taskdock.model.TaskId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What was declared: the tasks there should be.
///
/// @param keep whether a stopped task's containers stay for a look
public record Desired(Map<TaskId, WantedTask> tasks, boolean keep) {
  public Desired {
    tasks = Collections.unmodifiableMap(new TreeMap<>(tasks));
  }

  /// What is wanted of one task, which must be one of these.
  public WantedTask task(TaskId id) {
    var task = tasks.get(id);
    if (task == null) {
      throw new IllegalArgumentException("unknown task " + id);
    }
    return task;
  }

  /// The same, with every task asked to stop.
  public Desired stopping(StopRequest request) {
    var stopping = new TreeMap<TaskId, WantedTask>();
    tasks.forEach((id, wanted) -> stopping.put(id, wanted.stopping(request)));
    return new Desired(stopping, keep);
  }

  /// The same, with one task asked to stop.
  public Desired stopping(TaskId id, StopRequest request) {
    var stopping = new TreeMap<>(tasks);
    stopping.computeIfPresent(id, (_, wanted) -> wanted.stopping(request));
    return new Desired(stopping, keep);
  }
}
