package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4033;
import static dev.taskdock.problem.Code.TD4052;
import static dev.taskdock.problem.Code.TD4053;
import static dev.taskdock.problem.Code.TD4056;
import static dev.taskdock.problem.Code.TD4057;

import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRegistry;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TrafficRules;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A service as it is written, before its task definition has been read.
///
/// @param taskDefinition a path, or a family with or without revision, as written
/// @param place where that is written
/// @param registry where its tasks are found by name
/// @param connect its part in Service Connect
/// @param network where its tasks lie; empty where no VPC is declared to act on it
/// @param healthCheckGracePeriod how long after its start a task is not held to its health checks
public record ServiceDeclaration(
    ServiceName name,
    String taskDefinition,
    Location place,
    int desiredCount,
    DeploymentConfiguration deployment,
    Duration healthCheckGracePeriod,
    List<Attachment> loadBalancers,
    Optional<AwsVpcConfiguration> network,
    Optional<ServiceRegistry> registry,
    Optional<ConnectDeclaration> connect) {
  private static final Pattern REVISION = Pattern.compile(":[1-9][0-9]{0,8}$");

  public ServiceDeclaration {
    loadBalancers = List.copyOf(loadBalancers);
  }

  /// A container's port that is registered in a target group.
  public record Attachment(
      ContainerName container,
      int port,
      TargetGroupName targetGroup,
      Optional<TargetGroupName> alternate,
      TrafficRules rules,
      Location place) {}

  /// Whether the family of `definition` is meant, with a revision or without, alone or in an ARN.
  public boolean names(TaskDefinition definition) {
    var family = REVISION.matcher(taskDefinition.substring(taskDefinition.lastIndexOf('/') + 1));
    return family.replaceFirst("").equals(definition.family().name());
  }

  /// Tells that its task definition is not here.
  ///
  /// @param looked the names of files that were looked into
  public void tellMissing(List<String> looked, Problems problems) {
    problems.add(
        Diagnostic.error(TD4056, "no task definition " + Quoted.of(taskDefinition))
            .at(place)
            .because(
                "It is neither a file here nor the family of " + String.join(", ", looked) + ".")
            .fixedBy("write the path of the task definition, from the folder of this file"));
  }

  /// The service with its task definition; empty where the two do not fit, after telling why.
  public Optional<Service> with(
      TaskDefinition definition, LoadBalancing balancing, Problems problems) {
    var attached =
        loadBalancers.stream()
            .flatMap(a -> attached(a, definition, balancing, problems).stream())
            .toList();
    var connecting = connect.flatMap(c -> c.with(definition, problems));
    return attached.size() == loadBalancers.size() && connecting.isPresent() == connect.isPresent()
        ? Optional.of(
            new Service(
                name,
                new ServiceRevision(definition, attached)
                    .in(network, registry)
                    .connecting(connecting),
                desiredCount,
                deployment,
                healthCheckGracePeriod))
        : Optional.empty();
  }

  private Optional<ServiceLoadBalancer> attached(
      Attachment attachment,
      TaskDefinition definition,
      LoadBalancing balancing,
      Problems problems) {
    var group = balancing.group(attachment.targetGroup);
    if (group.isEmpty()) {
      tell(
          problems,
          attachment,
          TD4033,
          "no target group " + Quoted.of(attachment.targetGroup.value()),
          "A service registers its tasks in a group that is declared.",
          "declare it below targetGroups");
    }
    return group
        .filter(_ -> isThere(attachment, definition, problems))
        .filter(_ -> canShift(attachment, balancing, problems))
        .map(g ->
            new ServiceLoadBalancer(
                attachment.container,
                attachment.port,
                attachment.targetGroup,
                g.attributes().deregistrationDelay(),
                attachment.alternate,
                attachment.rules));
  }

  /// Whether a deployment that takes over traffic finds all it needs.
  private boolean canShift(Attachment attachment, LoadBalancing balancing, Problems problems) {
    if (deployment.strategy() instanceof DeploymentStrategy.Rolling) {
      return true;
    }
    if (attachment.alternate.isEmpty()) {
      tell(
          problems,
          attachment,
          TD4053,
          deployment.strategy().word() + " without a second target group",
          "The new tasks get a target group of their own, to which the traffic moves.",
          "add advancedConfiguration: {alternateTargetGroupArn: NAME}");
      return false;
    }
    var lacking =
        Stream.of(attachment.rules.production(), attachment.rules.test())
            .flatMap(Optional::stream)
            .filter(rule -> balancing.loadBalancers().stream().noneMatch(rule::isIn))
            .findFirst();
    lacking.ifPresent(rule ->
        tell(
            problems,
            attachment,
            TD4057,
            "there is no rule " + rule,
            "The deployment changes a rule of a listener that is declared.",
            "write LOADBALANCER:PORT/PRIORITY, or LOADBALANCER:PORT for the default rule"));
    boolean isDeclared = balancing.group(attachment.alternate.get()).isPresent();
    if (!isDeclared) {
      tell(
          problems,
          attachment,
          TD4033,
          "no target group " + Quoted.of(attachment.alternate.get().value()),
          "A service registers its tasks in a group that is declared.",
          "declare it below targetGroups");
    }
    return lacking.isEmpty() && isDeclared;
  }

  private static boolean isThere(
      Attachment attachment, TaskDefinition definition, Problems problems) {
    var names = definition.containers().stream().map(c -> c.name().name()).toList();
    var container =
        definition.containers().stream()
            .filter(c -> c.name().equals(attachment.container))
            .findFirst();
    if (container.isEmpty()) {
      tell(
          problems,
          attachment,
          TD4052,
          "no container " + Quoted.of(attachment.container.name()),
          "The container " + attachment.container + " does not exist in the task definition.",
          Nearest.of(attachment.container.name(), names)
              .map(near -> "write " + Quoted.of(near))
              .orElse("name one of " + String.join(", ", names)));
      return false;
    }
    boolean mapped = container.get().ports().stream().anyMatch(p -> p.covers(attachment.port));
    if (!mapped) {
      tell(
          problems,
          attachment,
          TD4052,
          Quoted.of(attachment.container.name()) + " maps no port " + attachment.port,
          "The container "
              + attachment.container
              + " did not have a container port "
              + attachment.port
              + " defined.",
          "add it to its portMappings");
    }
    return mapped;
  }

  private static void tell(
      Problems problems, Attachment at, Code code, String what, String why, String fix) {
    problems.add(Diagnostic.error(code, what).at(at.place).because(why).fixedBy(fix));
  }
}
