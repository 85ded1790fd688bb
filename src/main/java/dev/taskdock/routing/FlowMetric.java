package dev.taskdock.routing;

import dev.taskdock.routing.Metric.Kind;

/// What a network load balancer counts.
///
/// Source: the guide to CloudWatch metrics, namespace `AWS/NetworkELB`; left out is what is billed,
/// what belongs to zones, and what nothing here can know: packets, and ports that run out.
public enum FlowMetric implements CloudWatchMetric {
  ActiveFlowCount(Kind.GAUGE),
  ActiveFlowCount_TCP(Kind.GAUGE),
  ActiveFlowCount_TLS(Kind.GAUGE),
  ActiveFlowCount_UDP(Kind.GAUGE),
  ClientTLSNegotiationErrorCount(Kind.COUNTER),
  HealthyHostCount(Kind.GAUGE),
  NewFlowCount(Kind.COUNTER),
  NewFlowCount_TCP(Kind.COUNTER),
  NewFlowCount_TLS(Kind.COUNTER),
  NewFlowCount_UDP(Kind.COUNTER),
  ProcessedBytes(Kind.COUNTER),
  ProcessedBytes_TCP(Kind.COUNTER),
  ProcessedBytes_TLS(Kind.COUNTER),
  ProcessedBytes_UDP(Kind.COUNTER),
  RejectedFlowCount(Kind.COUNTER),
  RejectedFlowCount_TCP(Kind.COUNTER),
  TargetTLSNegotiationErrorCount(Kind.COUNTER),
  TCP_Client_Reset_Count(Kind.COUNTER),
  TCP_ELB_Reset_Count(Kind.COUNTER),
  TCP_Target_Reset_Count(Kind.COUNTER),
  UnHealthyHostCount(Kind.GAUGE),
  UnhealthyRoutingFlowCount(Kind.COUNTER);

  private final Kind kind;

  FlowMetric(Kind kind) {
    this.kind = kind;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public String namespace() {
    return "NetworkELB";
  }
}
