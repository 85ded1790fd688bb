package dev.taskdock.state;

/// Why a task stopped, in ECS's words (`stopCode` of DescribeTasks).
public enum StopCode {
  TASK_FAILED_TO_START("TaskFailedToStart"),
  ESSENTIAL_CONTAINER_EXITED("EssentialContainerExited"),
  USER_INITIATED("UserInitiated"),
  SERVICE_SCHEDULER_INITIATED("ServiceSchedulerInitiated"),
  INFRASTRUCTURE_HEALTH("InfrastructureHealth");

  private final String word;

  StopCode(String word) {
    this.word = word;
  }

  /// The word ECS uses.
  public String word() {
    return word;
  }
}
