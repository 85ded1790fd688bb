package dev.taskdock.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where in AWS a task believes it is: the names that its ARNs, its zone and its host name are made
/// of.
///
/// @param region as in `eu-central-1`
/// @param account twelve digits
/// @param cluster the name of the cluster
public record Locality(String region, String account, String cluster) {
  /// Where a task is that says nothing, run by a shell that says nothing.
  public static final Locality NOWHERE = new Locality("us-east-1", "000000000000", "local");

  /// Where a task of `definition` is: in the region of its log groups and the account of its roles;
  /// where it names none, in the region of the shell.
  ///
  /// @param shell the environment taskdock was started with
  public static Locality of(TaskDefinition definition, Map<String, String> shell) {
    var region =
        Stream.concat(
                logRegions(definition),
                Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
                    .map(name -> shell.getOrDefault(name, "")))
            .filter(r -> !r.isEmpty())
            .findFirst();
    return new Locality(
        region.orElse(NOWHERE.region),
        accounts(definition).findFirst().orElse(NOWHERE.account),
        NOWHERE.cluster);
  }

  /// The ARN of the cluster.
  public String clusterArn() {
    return arn("ecs", region, "cluster/" + cluster);
  }

  /// The ARN of a task, in the long format.
  public String taskArn(TaskId task) {
    return arn("ecs", region, "task/" + cluster + "/" + task);
  }

  /// The ARN of a container of a task.
  ///
  /// @param uuid the container's own
  public String containerArn(TaskId task, String uuid) {
    return arn("ecs", region, "container/" + cluster + "/" + task + "/" + uuid);
  }

  /// The ARN of a service.
  public String serviceArn(ServiceName service) {
    return arn("ecs", region, "service/" + cluster + "/" + service);
  }

  /// The ARN of what belongs to a deployment of a service and has an id of its own on AWS.
  ///
  /// @param kind as in `service-revision`
  public String serviceArn(String kind, ServiceName service, DeploymentId deployment) {
    var number = deployment.id().substring(deployment.id().indexOf('/') + 1);
    return arn("ecs", region, kind + "/" + cluster + "/" + service + "/" + number);
  }

  /// The ARN of a role; a definition may name a role without the rest of its ARN.
  public String roleArn(String role) {
    return role.startsWith("arn:") ? role : arn("iam", "", "role/" + role);
  }

  /// The zone: the region's first.
  public String zone() {
    return region + "a";
  }

  /// The id of the zone, which is the same for every account: `use1-az1`.
  public String zoneId() {
    var code =
        Arrays.stream(region.split("-")).map(Locality::abbreviated).collect(Collectors.joining());
    return code + "-az1";
  }

  /// The domain of the VPC's host names.
  public String privateDomain() {
    return region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
  }

  /// The host name of the private IPv4 address `address`.
  public String privateName(String address) {
    return "ip-" + address.replace('.', '-') + "." + privateDomain();
  }

  /// The labels that the agent puts on a container.
  ///
  /// Source: the agent's `docker_task_engine.go`; on Fargate the cluster is named by its ARN.
  public Map<String, String> labels(
      TaskId task, TaskDefinition definition, ContainerName container) {
    var labels = new LinkedHashMap<String, String>();
    labels.put("com.amazonaws.ecs.cluster", clusterArn());
    labels.put("com.amazonaws.ecs.container-name", container.name());
    labels.put("com.amazonaws.ecs.task-arn", taskArn(task));
    labels.put("com.amazonaws.ecs.task-definition-family", definition.family().name());
    labels.put(
        "com.amazonaws.ecs.task-definition-version", Integer.toString(definition.revision()));
    return labels;
  }

  private String arn(String service, String place, String resource) {
    return String.join(":", "arn", partition(), service, place, account, resource);
  }

  private String partition() {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  private static Stream<String> logRegions(TaskDefinition definition) {
    return definition.containers().stream()
        .flatMap(c -> c.logging().configuration().stream())
        .map(l -> l.options().getOrDefault("awslogs-region", ""));
  }

  private static Stream<String> accounts(TaskDefinition definition) {
    return Stream.of(definition.options().taskRole(), definition.options().executionRole())
        .flatMap(Optional::stream)
        .map(role -> role.split(":", -1))
        .filter(fields -> fields.length > 4 && fields[4].matches("[0-9]{12}"))
        .map(fields -> fields[4]);
  }

  private static String abbreviated(String part) {
    return switch (part) {
      case "north", "south", "east", "west", "central", "gov" -> part.substring(0, 1);
      case "northeast" -> "ne";
      case "northwest" -> "nw";
      case "southeast" -> "se";
      case "southwest" -> "sw";
      default -> part;
    };
  }
}
