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
