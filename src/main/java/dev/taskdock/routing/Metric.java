package dev.taskdock.routing;

import java.util.Locale;

/// What a load balancer counts, by its name in CloudWatch.
///
/// Source: the guide to CloudWatch metrics, namespace `AWS/ApplicationELB`; left out is what is
/// billed, and what belongs to zones, Lambda or WAF.
public enum Metric implements CloudWatchMetric {
  ActiveConnectionCount(Kind.GAUGE),
  NewConnectionCount(Kind.COUNTER),
  RejectedConnectionCount(Kind.COUNTER),
  RequestCount(Kind.COUNTER),
  HTTPCode_ELB_3XX_Count(Kind.COUNTER),
  HTTPCode_ELB_4XX_Count(Kind.COUNTER),
  HTTPCode_ELB_5XX_Count(Kind.COUNTER),
  HTTPCode_ELB_500_Count(Kind.COUNTER),
  HTTPCode_ELB_502_Count(Kind.COUNTER),
  HTTPCode_ELB_503_Count(Kind.COUNTER),
  HTTPCode_ELB_504_Count(Kind.COUNTER),
  HTTPCode_Target_2XX_Count(Kind.COUNTER),
  HTTPCode_Target_3XX_Count(Kind.COUNTER),
  HTTPCode_Target_4XX_Count(Kind.COUNTER),
  HTTPCode_Target_5XX_Count(Kind.COUNTER),
  TargetResponseTime(Kind.SECONDS),
  TargetConnectionErrorCount(Kind.COUNTER),
  TargetTLSNegotiationErrorCount(Kind.COUNTER),
  ClientTLSNegotiationErrorCount(Kind.COUNTER),
  HealthyHostCount(Kind.GAUGE),
  UnHealthyHostCount(Kind.GAUGE),
  UnhealthyRoutingRequestCount(Kind.COUNTER),
  ProcessedBytes(Kind.COUNTER),
  RuleEvaluations(Kind.COUNTER),
  HTTP_Fixed_Response_Count(Kind.COUNTER),
  HTTP_Redirect_Count(Kind.COUNTER),
  HTTP_Redirect_Url_Limit_Exceeded_Count(Kind.COUNTER),
  GrpcRequestCount(Kind.COUNTER),
  NonStickyRequestCount(Kind.COUNTER),
  DesyncMitigationMode_NonCompliant_Request_Count(Kind.COUNTER),
  DroppedInvalidHeaderRequestCount(Kind.COUNTER),
  ForwardedInvalidHeaderRequestCount(Kind.COUNTER),
  ELBAuthSuccess(Kind.COUNTER),
  ELBAuthFailure(Kind.COUNTER),
  ELBAuthError(Kind.COUNTER),
  ELBAuthLatency(Kind.SECONDS),
  ELBAuthRefreshTokenSuccess(Kind.COUNTER),
  ELBAuthUserClaimsSizeExceeded(Kind.COUNTER),
  JWTValidationSuccessCount(Kind.COUNTER),
  JWTValidationFailureCount(Kind.COUNTER),
  AnomalousHostCount(Kind.GAUGE),
  MitigatedHostCount(Kind.GAUGE);

  private final Kind kind;

  Metric(Kind kind) {
    this.kind = kind;
  }

  /// What its numbers are, which Prometheus wants to know.
  public enum Kind {
    /// Only grows.
    COUNTER,
    /// Goes up and down.
    GAUGE,
    /// A sum of seconds and how many were added.
    SECONDS;

    String word() {
      return this == SECONDS ? "summary" : name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public String namespace() {
    return "ApplicationELB";
  }
}
