package dev.taskdock.input.terraform;

import dev.taskdock.input.declared.Notes;
import java.util.List;

/// What becomes of resources that do not run: those that are said, and those that need not be.
final class Others {
  /// Run, or taken into account where what runs asks for them.
  private static final List<String> QUIET =
      List.of(
          "aws_ecs_",
          "aws_lb",
          "aws_alb",
          "aws_service_discovery_",
          "aws_appautoscaling_",
          "aws_security_group",
          "aws_default_security_group",
          "aws_vpc_security_group_",
          "aws_cloudwatch_log_group",
          "aws_iam_",
          "aws_secretsmanager_",
          "aws_ssm_parameter",
          "aws_efs_",
          "aws_ecr_",
          "aws_acm_",
          "random_",
          "null_resource",
          "terraform_data",
          "time_",
          "tls_",
          "data.");

  /// The network around the tasks, which is this machine's but for the ways out of subnets.
  private static final List<String> NETWORK =
      List.of(
          "aws_vpc",
          "aws_subnet",
          "aws_default_",
          "aws_route",
          "aws_main_route_table_association",
          "aws_internet_gateway",
          "aws_egress_only_internet_gateway",
          "aws_nat_gateway",
          "aws_eip",
          "aws_network_acl",
          "aws_vpc_endpoint",
          "aws_flow_log");

  private final Plan plan;
  private final Notes notes;

  Others(Plan plan, Notes notes) {
    this.plan = plan;
    this.notes = notes;
  }

  void note() {
    for (var instance : plan.instances()) {
      var type = instance.type();
      if (type.startsWith("aws_route53_") || !isNetwork(type)) {
        if (QUIET.stream().noneMatch(type::startsWith)) {
          notes.notHere(instance.address(), type);
        }
      } else {
        notes.network(type.replaceFirst("^aws_", ""));
      }
    }
  }

  private static boolean isNetwork(String type) {
    return NETWORK.stream().anyMatch(type::startsWith)
        && QUIET.stream().noneMatch(q -> q.startsWith("aws_") && type.startsWith(q));
  }
}
