package dev.taskdock.model;

/// What a scaling policy looks at, one value a minute.
///
/// Source: `PredefinedMetricType` of Application Auto Scaling.
public enum ScalingMetric {
  /// Used of reserved CPU in percent, the average of all tasks.
  CPU("ECSServiceAverageCPUUtilization"),
  /// Used of reserved memory in percent, the average of all tasks.
  MEMORY("ECSServiceAverageMemoryUtilization"),
  /// Requests in a minute, for each target of the group.
  REQUESTS("ALBRequestCountPerTarget");

  private final String word;

  ScalingMetric(String word) {
    this.word = word;
  }

  /// The word AWS uses.
  public String word() {
    return word;
  }
}
