package dev.taskdock.control;

import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Desired;
import dev.taskdock.state.WantedTask;
import java.util.function.Function;

/// The definitions of the tasks there are, for those who carry out actions on other threads while
/// services launch new ones. The loop writes it before it begins an action.
public final class Roster implements Function<TaskId, TaskDefinition> {
  private volatile Desired desired = Desired.NOTHING;

  void take(Desired current) {
    desired = current;
  }

  @Override
  public TaskDefinition apply(TaskId task) {
    return wanted(task).definition();
  }

  /// A task, with who launched it.
  public WantedTask wanted(TaskId task) {
    return desired.task(task);
  }
}
