package dev.taskdock.routing;

/// Why a target is not healthy, with the sentence that DescribeTargetHealth has for it.
///
/// Source: the guide to target health, "reason codes".
public enum HealthReason {
  REGISTRATION_IN_PROGRESS("Elb.RegistrationInProgress", "Target registration is in progress"),
  INITIAL_HEALTH_CHECKING("Elb.InitialHealthChecking", "Initial health checks in progress"),
  INTERNAL_ERROR("Elb.InternalError", "Health checks failed due to an internal error"),
  RESPONSE_CODE_MISMATCH(
      "Target.ResponseCodeMismatch", "Health checks failed with these codes: [%s]"),
  TIMEOUT("Target.Timeout", "Request timed out"),
  FAILED_HEALTH_CHECKS("Target.FailedHealthChecks", "Health checks failed"),
  NOT_REGISTERED("Target.NotRegistered", "Target is not registered to the target group"),
  NOT_IN_USE(
      "Target.NotInUse",
      "Target group is not configured to receive traffic from the load balancer"),
  DEREGISTRATION_IN_PROGRESS(
      "Target.DeregistrationInProgress", "Target deregistration is in progress");

  private final String code;
  private final String sentence;

  HealthReason(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /// As AWS writes it.
  public String code() {
    return code;
  }

  String sentence() {
    return sentence;
  }
}
