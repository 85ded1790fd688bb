package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// `aws_ecs_service` in the words of CreateService.
final class Services {
  private final Plan plan;
  private final References references;
  private final Notes notes;

  Services(Plan plan, References references, Notes notes) {
    this.plan = plan;
    this.references = references;
    this.notes = notes;
  }

  /// All services.
  ///
  /// @param definitions the ARNs and families of the task definitions that are known
  /// @param balancers what stands in front of them, read
  /// @param registries the names of Cloud Map services, by their ARN
  List<Node> all(
      Set<String> definitions, Balancers balancers, Function<String, Optional<String>> registries) {
    var services = new ArrayList<Node>();
    for (var instance : plan.of("aws_ecs_service")) {
      var service = Block.of(instance, references);
      var named = TaskDefinitions.named(service).or(() -> beside(service));
      // Why its definition is missing is told with that.
      boolean unknown =
          named.isEmpty()
              || plan.of("aws_ecs_task_definition").stream()
                  .anyMatch(t ->
                      Identities.of(t, "arn").equals(named.map(Node.Scalar::text))
                          && !definitions.contains(named.get().text()));
      if (unknown) {
        notes.said(
            "%s is left out: its task definition is not known".formatted(instance.address()));
      } else {
        services.add(service(service, named.get(), balancers, registries));
      }
    }
    return services;
  }

  private Optional<Node.Scalar> beside(Block service) {
    var found = TaskDefinitions.beside(service, plan);
    if (found.isPresent()) {
      notes.said(
          "%s names its task definition through a local: the only one beside it is taken"
              .formatted(service.of().address()));
    }
    return found;
  }

  private Node service(
      Block service,
      Node.Scalar definition,
      Balancers balancers,
      Function<String, Optional<String>> registries) {
    var at = service.location();
    var daemon = service.text("scheduling_strategy").filter("DAEMON"::equals).isPresent();
    var words =
        Words.of(service)
            .with("serviceName", Nodes.text(service.placeOf("name"), Identities.name(service.of())))
            .with("taskDefinition", definition)
            .values(
                "cluster=cluster",
                "launch_type=launchType",
                "platform_version=platformVersion",
                "scheduling_strategy=schedulingStrategy",
                "health_check_grace_period_seconds=healthCheckGracePeriodSeconds",
                "enable_execute_command=enableExecuteCommand",
                "enable_ecs_managed_tags=enableECSManagedTags",
                "propagate_tags=propagateTags",
                "availability_zone_rebalancing=availabilityZoneRebalancing");
    if (!daemon) {
      // Of the provider, unlike CloudFormation: no count is a count of none.
      words.with(
          "desiredCount", service.scalar("desired_count").orElseGet(() -> Nodes.text(at, "0")));
      if (service.scalar("desired_count").isEmpty()) {
        notes.said(
            "%s has no desired_count, which Terraform takes for 0: --scale %s=1"
                .formatted(service.of().address(), Identities.name(service.of())));
      }
    }
    words.with("deploymentConfiguration", deployment(service));
    words
        .block(
            "deployment_controller",
            "deploymentController",
            b -> Words.of(b).values("type=type").end())
        .block(
            "network_configuration",
            "networkConfiguration",
            b -> Tree.at(b.location()).with("awsvpcConfiguration", awsvpc(b)).end())
        .withAll("loadBalancers", attachments(service, balancers))
        .withAll("serviceRegistries", registries(service, registries))
        .blocks(
            "capacity_provider_strategy",
            "capacityProviderStrategy",
            b ->
                Words.of(b)
                    .values("capacity_provider=capacityProvider", "weight=weight", "base=base")
                    .end())
        .block("service_connect_configuration", "serviceConnectConfiguration", Services::connect)
        .tags("tags", "key", "value");
    return words.end();
  }

  private static Node.Mapping awsvpc(Block network) {
    var words = Words.of(network).lists("subnets=subnets", "security_groups=securityGroups");
    return words
        .with(
            "assignPublicIp",
            Nodes.text(
                network.placeOf("assign_public_ip"),
                network.is(true, "assign_public_ip") ? "ENABLED" : "DISABLED"))
        .end();
  }

  private static Node.Mapping deployment(Block service) {
    var at = service.location();
    var tree =
        Tree.at(at)
            .with("minimumHealthyPercent", service.scalar("deployment_minimum_healthy_percent"))
            .with("maximumPercent", service.scalar("deployment_maximum_percent"));
    service
        .block("deployment_circuit_breaker")
        .ifPresent(b ->
            tree.with(
                "deploymentCircuitBreaker",
                Words.of(b).values("enable=enable", "rollback=rollback").end()));
    service
        .block("alarms")
        .ifPresent(b ->
            tree.with(
                "alarms",
                Words.of(b)
                    .lists("alarm_names=alarmNames")
                    .values("enable=enable", "rollback=rollback")
                    .end()));
    service
        .block("deployment_configuration")
        .ifPresent(b ->
            Words.of(b)
                .values("strategy=strategy", "bake_time_in_minutes=bakeTimeInMinutes")
                .block(
                    "canary_configuration",
                    "canaryConfiguration",
                    c ->
                        Words.of(c)
                            .values(
                                "canary_percent=canaryPercent",
                                "canary_bake_time_in_minutes=canaryBakeTimeInMinutes")
                            .end())
                .block(
                    "linear_configuration",
                    "linearConfiguration",
                    l ->
                        Words.of(l)
                            .values(
                                "step_percent=stepPercent",
                                "step_bake_time_in_minutes=stepBakeTimeInMinutes")
                            .end())
                .blocks("lifecycle_hook", "lifecycleHooks", Services::hook)
                .end()
                .members()
                .forEach(m -> tree.with(m.name(), m.value())));
    return tree.end();
  }

  /// A function that a plan does not know the ARN of yet is called by its address.
  private static Node hook(Block hook) {
    var words =
        Words.of(hook)
            .values(
                "hook_target_arn=hookTargetArn",
                "hook_details=hookDetails",
                "target_type=targetType")
            .lists("lifecycle_stages=lifecycleStages")
            .block(
                "timeout_configuration",
                "timeoutConfiguration",
                t ->
                    Words.of(t)
                        .values("timeout_in_minutes=timeoutInMinutes", "action=action")
                        .end());
    if (hook.scalar("hook_target_arn").isEmpty()) {
      hook.unresolved("hook_target_arn").stream()
          .findFirst()
          .map(name -> name.replaceFirst("\\.arn$", ""))
          .ifPresent(name -> words.with("hookTargetArn", name));
    }
    return words.end();
  }

  private List<Node> attachments(Block service, Balancers balancers) {
    var kept = new ArrayList<Node>();
    for (var block : service.blocks("load_balancer")) {
      var arn = block.text("target_group_arn");
      if (arn.filter(balancers.groups()::contains).isPresent()) {
        kept.add(
            Words.of(block)
                .values(
                    "target_group_arn=targetGroupArn",
                    "container_name=containerName",
                    "container_port=containerPort")
                .block(
                    "advanced_configuration", "advancedConfiguration", a -> advanced(a, balancers))
                .end());
      } else {
        notes.said(
            "%s is behind no load balancer here for %s"
                .formatted(
                    service.of().address(),
                    arn.map(a -> a.substring(a.lastIndexOf(':') + 1))
                        .or(() -> block.unresolved("target_group_arn").stream().findFirst())
                        .orElse("a target group that is not known")));
      }
    }
    return kept;
  }

  private Node.Mapping advanced(Block advanced, Balancers balancers) {
    var words =
        Words.of(advanced)
            .values("alternate_target_group_arn=alternateTargetGroupArn", "role_arn=roleArn");
    for (var attribute : List.of("production_listener_rule", "test_listener_rule")) {
      var arn = advanced.scalar(attribute);
      var name = arn.map(Node.Scalar::text).flatMap(balancers::ruleName);
      name.ifPresent(n ->
          words.with(
              attribute.startsWith("test") ? "testListenerRule" : "productionListenerRule",
              Nodes.text(advanced.placeOf(attribute), n)));
      if (name.isEmpty() && arn.isPresent()) {
        notes.said("%s of %s is not in the plan".formatted(attribute, advanced.of().address()));
      }
    }
    return words.end();
  }

  private List<Node> registries(Block service, Function<String, Optional<String>> registries) {
    var kept = new ArrayList<Node>();
    for (var block : service.blocks("service_registries")) {
      var arn = block.scalar("registry_arn");
      var name = arn.map(Node.Scalar::text).flatMap(registries);
      name.ifPresent(n ->
          kept.add(
              Words.of(block)
                  .with("registryArn", Nodes.text(arn.get().location(), n))
                  .values(
                      "port=port", "container_name=containerName", "container_port=containerPort")
                  .end()));
      if (name.isEmpty()) {
        notes.said(
            "%s is found by no name here: its registry is not in the plan"
                .formatted(service.of().address()));
      }
    }
    return kept.stream().map(Services::withoutZeros).toList();
  }

  /// In a state a port that is not set is 0.
  private static Node withoutZeros(Node registry) {
    return registry instanceof Node.Mapping object
        ? new Node.Mapping(
            object.location(),
            object.members().stream()
                .filter(m -> !(m.value() instanceof Node.Scalar s && s.text().equals("0")))
                .toList())
        : registry;
  }

  private static Node.Mapping connect(Block connect) {
    return Words.of(connect)
        .values("enabled=enabled", "namespace=namespace")
        .blocks(
            "service",
            "services",
            s ->
                withoutZeros(
                    Words.of(s)
                        .values(
                            "port_name=portName",
                            "discovery_name=discoveryName",
                            "ingress_port_override=ingressPortOverride")
                        .blocks(
                            "client_alias",
                            "clientAliases",
                            c -> Words.of(c).values("port=port", "dns_name=dnsName").end())
                        .end()))
        .end();
  }
}
