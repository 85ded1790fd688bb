package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4001;
import static dev.taskdock.problem.Code.TD4003;
import static dev.taskdock.problem.Code.TD4006;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;

/// The objects of a declaration of services and load balancers, with the members that each may
/// have.
///
/// Source: CreateService of ECS, and the shapes of ELBv2; `Listeners`, `Rules` and `Targets` stand
/// in the object that they belong to.
// The lists are those of List.of.
@SuppressWarnings("ImmutableEnumChecker")
public enum Shape {
  LOAD_BALANCER(
      List.of("Type", "Listeners", "LoadBalancerAttributes", "SecurityGroups"),
      List.of(
          "Scheme",
          "Subnets",
          "SubnetMappings",
          "IpAddressType",
          "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
          "Tags")),
  LISTENER(
      List.of(
          "Protocol",
          "Port",
          "DefaultActions",
          "Rules",
          "Certificates",
          "SslPolicy",
          "MutualAuthentication",
          "ListenerAttributes",
          "AlpnPolicy"),
      List.of("Tags")),
  RULE(List.of("Priority", "Conditions", "Actions", "Transforms"), List.of("Tags")),
  CONDITION(
      List.of(
          "Field",
          "Values",
          "RegexValues",
          "HostHeaderConfig",
          "PathPatternConfig",
          "HttpHeaderConfig",
          "HttpRequestMethodConfig",
          "QueryStringConfig",
          "SourceIpConfig"),
      List.of()),
  PATTERNS(List.of("Values", "RegexValues"), List.of()),
  HTTP_HEADER(List.of("HttpHeaderName", "Values", "RegexValues"), List.of()),
  VALUES(List.of("Values"), List.of()),
  QUERY_PAIR(List.of("Key", "Value"), List.of()),
  TRANSFORM(List.of("Type", "HostHeaderRewriteConfig", "UrlRewriteConfig"), List.of()),
  REWRITES(List.of("Rewrites"), List.of()),
  REWRITE(List.of("Regex", "Replace"), List.of()),
  ACTION(
      List.of(
          "Type",
          "Order",
          "TargetGroupArn",
          "ForwardConfig",
          "RedirectConfig",
          "FixedResponseConfig",
          "AuthenticateOidcConfig",
          "AuthenticateCognitoConfig",
          "JwtValidationConfig"),
      List.of()),
  FORWARD(List.of("TargetGroups", "TargetGroupStickinessConfig"), List.of()),
  WEIGHTED(List.of("TargetGroupArn", "Weight"), List.of()),
  STICKINESS(List.of("Enabled", "DurationSeconds"), List.of()),
  REDIRECT(List.of("Protocol", "Port", "Host", "Path", "Query", "StatusCode"), List.of()),
  FIXED_RESPONSE(List.of("StatusCode", "ContentType", "MessageBody"), List.of()),
  OIDC(
      List.of(
          "Issuer",
          "AuthorizationEndpoint",
          "TokenEndpoint",
          "UserInfoEndpoint",
          "ClientId",
          "ClientSecret",
          "SessionCookieName",
          "Scope",
          "SessionTimeout",
          "AuthenticationRequestExtraParams",
          "OnUnauthenticatedRequest"),
      List.of("UseExistingClientSecret")),
  JWT(List.of("JwksEndpoint", "Issuer", "AdditionalClaims"), List.of()),
  CLAIM(List.of("Name", "Format", "Values"), List.of()),
  MUTUAL_AUTHENTICATION(
      List.of(
          "Mode", "TrustStoreArn", "IgnoreClientCertificateExpiry", "AdvertiseTrustStoreCaNames"),
      List.of()),
  CERTIFICATE(List.of("CertificateArn"), List.of("IsDefault")),
  TARGET_GROUP(
      List.of(
          "Protocol",
          "ProtocolVersion",
          "Port",
          "TargetType",
          "HealthCheckProtocol",
          "HealthCheckPort",
          "HealthCheckPath",
          "HealthCheckIntervalSeconds",
          "HealthCheckTimeoutSeconds",
          "HealthyThresholdCount",
          "UnhealthyThresholdCount",
          "Matcher",
          "TargetGroupAttributes",
          "Targets"),
      List.of("VpcId", "HealthCheckEnabled", "IpAddressType", "Tags")),
  MATCHER(List.of("HttpCode", "GrpcCode"), List.of()),
  TARGET(List.of("Id", "Port", "AvailabilityZone"), List.of()),
  ATTRIBUTE(List.of("Key", "Value"), List.of()),
  SERVICE(
      List.of(
          "serviceName",
          "taskDefinition",
          "desiredCount",
          "deploymentConfiguration",
          "deploymentController",
          "loadBalancers",
          "healthCheckGracePeriodSeconds",
          "launchType",
          "schedulingStrategy",
          "networkConfiguration",
          "serviceRegistries",
          "serviceConnectConfiguration"),
      List.of(
          "cluster",
          "clientToken",
          "platformVersion",
          "capacityProviderStrategy",
          "placementConstraints",
          "placementStrategy",
          "role",
          "tags",
          "enableECSManagedTags",
          "propagateTags",
          "enableExecuteCommand",
          "availabilityZoneRebalancing"),
      List.of("volumeConfigurations", "vpcLatticeConfigurations")),
  DEPLOYMENT(
      List.of(
          "strategy",
          "minimumHealthyPercent",
          "maximumPercent",
          "deploymentCircuitBreaker",
          "bakeTimeInMinutes",
          "linearConfiguration",
          "canaryConfiguration",
          "alarms",
          "lifecycleHooks"),
      List.of()),
  LIFECYCLE_HOOK(
      List.of(
          "hookTargetArn", "lifecycleStages", "hookDetails", "targetType", "timeoutConfiguration"),
      List.of("roleArn")),
  HOOK_TIMEOUT(List.of("timeoutInMinutes", "action"), List.of()),
  ALARMS(List.of("alarmNames", "enable", "rollback"), List.of()),
  CIRCUIT_BREAKER(
      List.of("enable", "rollback", "resetOnHealthyTask", "thresholdConfiguration"), List.of()),
  THRESHOLD(List.of("type", "value"), List.of()),
  LINEAR(List.of("stepPercent", "stepBakeTimeInMinutes"), List.of()),
  CANARY(List.of("canaryPercent", "canaryBakeTimeInMinutes"), List.of()),
  CONTROLLER(List.of("type"), List.of()),
  SERVICE_LOAD_BALANCER(
      List.of("targetGroupArn", "containerName", "containerPort", "advancedConfiguration"),
      List.of("loadBalancerName")),
  VPC(List.of("CidrBlock"), List.of("EnableDnsHostnames", "EnableDnsSupport", "Tags")),
  SUBNET(
      List.of("CidrBlock", "Routes", "AvailabilityZone"),
      List.of("VpcId", "MapPublicIpOnLaunch", "Tags")),
  ROUTE(List.of("DestinationCidrBlock", "GatewayId", "NatGatewayId"), List.of()),
  SECURITY_GROUP(
      List.of("GroupName", "SecurityGroupIngress", "SecurityGroupEgress"),
      List.of("GroupDescription", "VpcId", "Tags")),
  SECURITY_GROUP_INGRESS(
      List.of(
          "IpProtocol",
          "FromPort",
          "ToPort",
          "CidrIp",
          "SourceSecurityGroupId",
          "SourceSecurityGroupName"),
      List.of("Description", "SourceSecurityGroupOwnerId"),
      List.of("CidrIpv6", "SourcePrefixListId")),
  SECURITY_GROUP_EGRESS(
      List.of("IpProtocol", "FromPort", "ToPort", "CidrIp", "DestinationSecurityGroupId"),
      List.of("Description"),
      List.of("CidrIpv6", "DestinationPrefixListId")),
  NETWORK_CONFIGURATION(List.of("awsvpcConfiguration"), List.of()),
  AWSVPC(List.of("subnets", "securityGroups", "assignPublicIp"), List.of()),
  SERVICE_REGISTRY(List.of("registryArn", "port", "containerName", "containerPort"), List.of()),
  CONNECT_DEFAULTS(List.of("namespace"), List.of()),
  CONNECT(
      List.of("enabled", "namespace", "services"),
      List.of("logConfiguration"),
      List.of("accessLogConfiguration")),
  CONNECT_SERVICE(
      List.of(
          "portName", "discoveryName", "clientAliases", "ingressPortOverride", "timeout", "tls"),
      List.of()),
  CONNECT_ALIAS(List.of("port", "dnsName"), List.of(), List.of("testTrafficRules")),
  CONNECT_TIMEOUT(List.of("idleTimeoutSeconds", "perRequestTimeoutSeconds"), List.of()),
  NAMESPACE(List.of("Type"), List.of("Description", "Vpc", "Tags")),
  DISCOVERY_SERVICE(
      List.of("NamespaceId", "DnsConfig", "HealthCheckCustomConfig"),
      List.of("Description", "Tags"),
      List.of("HealthCheckConfig")),
  DNS_CONFIG(List.of("NamespaceId", "RoutingPolicy", "DnsRecords"), List.of()),
  DNS_RECORD(List.of("Type", "TTL"), List.of()),
  CUSTOM_HEALTH(List.of(), List.of("FailureThreshold")),
  HOSTED_ZONE(List.of("ResourceRecordSets"), List.of("HostedZoneConfig", "VPCs")),
  RECORD_SET(
      List.of("Name", "Type", "TTL", "ResourceRecords"),
      List.of("SetIdentifier"),
      List.of("Weight", "MultiValueAnswer", "HealthCheckId", "AliasTarget")),
  RECORD(List.of("Value"), List.of()),
  ADVANCED(
      List.of("alternateTargetGroupArn", "productionListenerRule", "testListenerRule"),
      List.of("roleArn")),
  SCALABLE_TARGET(
      List.of("MinCapacity", "MaxCapacity", "ScalingPolicies", "ScheduledActions"),
      List.of("RoleARN", "Tags"),
      List.of("SuspendedState")),
  SCALING_POLICY(
      List.of(
          "PolicyName",
          "PolicyType",
          "TargetTrackingScalingPolicyConfiguration",
          "StepScalingPolicyConfiguration",
          "Alarm"),
      List.of()),
  TARGET_TRACKING(
      List.of(
          "TargetValue",
          "PredefinedMetricSpecification",
          "ScaleOutCooldown",
          "ScaleInCooldown",
          "DisableScaleIn"),
      List.of(),
      List.of("CustomizedMetricSpecification")),
  PREDEFINED_METRIC(List.of("PredefinedMetricType"), List.of("ResourceLabel")),
  STEP_SCALING(
      List.of("AdjustmentType", "StepAdjustments", "MinAdjustmentMagnitude", "Cooldown"),
      List.of("MetricAggregationType")),
  STEP_ADJUSTMENT(
      List.of("MetricIntervalLowerBound", "MetricIntervalUpperBound", "ScalingAdjustment"),
      List.of()),
  SCALING_ALARM(
      List.of("MetricName", "Threshold", "ComparisonOperator", "EvaluationPeriods"),
      List.of("Period", "Statistic", "Namespace")),
  SCHEDULED_ACTION(
      List.of(
          "ScheduledActionName",
          "Schedule",
          "Timezone",
          "StartTime",
          "EndTime",
          "ScalableTargetAction"),
      List.of()),
  SCALABLE_TARGET_ACTION(List.of("MinCapacity", "MaxCapacity"), List.of());

  private final List<String> read;
  private final List<String> ignored;
  private final List<String> missing;

  Shape(List<String> read, List<String> ignored) {
    this(read, ignored, List.of());
  }

  /// @param ignored what changes nothing on one machine
  /// @param missing what AWS acts on and taskdock does not
  Shape(List<String> read, List<String> ignored, List<String> missing) {
    this.read = read;
    this.ignored = ignored;
    this.missing = missing;
  }

  /// All members that AWS takes.
  public List<String> members() {
    var members = new ArrayList<>(read);
    members.addAll(ignored);
    members.addAll(missing);
    return members;
  }

  /// Tells the members of `fields` that AWS does not know, and those that change nothing here.
  void tellOthers(Fields fields) {
    for (var member : fields.members()) {
      var name = member.name();
      if (ignored.contains(name)) {
        fields.add(
            Diagnostic.of(
                    dev.taskdock.problem.Severity.NOTE,
                    TD4003,
                    Quoted.of(name) + " changes nothing here")
                .at(member.nameLocation())
                .because("Nothing that runs on one machine depends on it."));
      } else if (missing.contains(name)) {
        fields.add(
            Diagnostic.warning(TD4006, Quoted.of(name) + " is not done here")
                .at(member.nameLocation())
                .because("AWS acts on it, taskdock does not yet."));
      } else if (!read.contains(name)) {
        fields.add(
            Diagnostic.error(TD4001, "unknown member " + Quoted.of(name) + in(fields))
                .at(member.nameLocation())
                .because("AWS knows " + String.join(", ", members()) + " here.")
                .fixedBy(
                    Nearest.of(name, members())
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
      }
    }
  }

  private static String in(Fields fields) {
    var place = fields.place().path();
    return place.isEmpty() ? "" : " in " + Quoted.of(place.getLast());
  }
}
