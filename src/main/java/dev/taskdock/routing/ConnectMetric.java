package dev.taskdock.routing;

/// What Service Connect counts, by its name in CloudWatch.
///
/// Source: "Amazon ECS CloudWatch metrics", those of Service Connect in the namespace `AWS/ECS`.
/// Left out are those that are counted at the target alone.
public enum ConnectMetric implements CloudWatchMetric {
  ActiveConnectionCount(Metric.Kind.GAUGE),
  NewConnectionCount(Metric.Kind.COUNTER),
  ProcessedBytes(Metric.Kind.COUNTER),
  RequestCount(Metric.Kind.COUNTER),
  GrpcRequestCount(Metric.Kind.COUNTER),
  HTTPCode_Target_2XX_Count(Metric.Kind.COUNTER),
  HTTPCode_Target_3XX_Count(Metric.Kind.COUNTER),
  HTTPCode_Target_4XX_Count(Metric.Kind.COUNTER),
  HTTPCode_Target_5XX_Count(Metric.Kind.COUNTER),
  TargetResponseTime(Metric.Kind.SECONDS);

  private final Metric.Kind kind;

  ConnectMetric(Metric.Kind kind) {
    this.kind = kind;
  }

  @Override
  public Metric.Kind kind() {
    return kind;
  }

  @Override
  public String namespace() {
    return "ECS";
  }
}
