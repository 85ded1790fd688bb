package dev.taskdock.input.terraform;

import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Stable;
import dev.taskdock.input.terraform.Plan.Instance;
import dev.taskdock.model.Locality;
import java.util.List;
import java.util.Optional;

/// The ids, names and ARNs of resources: those that are known, and for others what AWS might call
/// them, the same in every run.
final class Identities {
  /// Of a role; what the provider makes up of `name_prefix` fits too.
  private static final int LONGEST_ROLE = 64;

  /// Of services, clusters and families; of secrets and parameters it is more.
  private static final int LONGEST = 255;

  private Identities() {}

  /// What `attribute` of a resource is, where it names the resource; empty where it is another
  /// value that is not known.
  static Optional<String> of(Instance i, String attribute) {
    var known = Nodes.textOf(i.values(), attribute);
    if (known.isPresent()) {
      return known;
    }
    return switch (attribute) {
      case "arn", "id", "arn_without_revision", "latest_restorable_arn" ->
          Optional.of(made(i, attribute));
      case "name", "family", "bucket" -> Optional.of(name(i));
      case "dns_name" -> Optional.of("127.0.0.1");
      case "repository_url" ->
          Optional.of(account() + "." + "dkr.ecr." + region() + ".amazonaws.com/" + name(i));
      default -> Optional.empty();
    };
  }

  /// The name of a resource: its own, or one made of its address, no longer than AWS has them.
  static String name(Instance i) {
    return i.known("name")
        .or(() -> i.known("family"))
        .orElseGet(() ->
            shortened(
                i,
                plain(
                    i.known("name_prefix")
                        .map(p -> p + i.key())
                        .orElseGet(() -> i.name() + (i.key().isEmpty() ? "" : "-" + i.key()))),
                i.is("aws_iam_role") ? LONGEST_ROLE : LONGEST));
  }

  /// Where a name would be too long that nobody wrote out, letters and digits make it another.
  private static String shortened(Instance i, String name, int longest) {
    return name.length() <= longest
        ? name
        : name.substring(0, longest - 7).replaceAll("-$", "")
            + "-"
            + Stable.letters(i.address(), 6);
  }

  /// A name as load balancers and target groups have them.
  static String balancingName(Instance i) {
    var name = plain(name(i)).replaceAll("^internal-", "");
    return name.length() <= 32
        ? name
        : name.substring(0, 24) + "-" + Stable.letters(i.address(), 6);
  }

  private static String plain(String text) {
    var plain = text.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return plain.isEmpty() ? "x" : plain;
  }

  private static String made(Instance i, String attribute) {
    return switch (i.type().replaceFirst("^data\\.", "").replaceFirst("^aws_alb", "aws_lb")) {
      case "aws_ecs_task_definition" ->
          attribute.equals("id")
              ? name(i)
              : arn("ecs", "task-definition/" + name(i) + ":" + i.known("revision").orElse("1"));
      case "aws_ecs_service" -> arn("ecs", "service/" + name(i));
      case "aws_ecs_cluster" -> arn("ecs", "cluster/" + name(i));
      case "aws_lb_target_group" ->
          arn("elasticloadbalancing", "targetgroup/" + balancingName(i) + "/" + hex(i, 16));
      case "aws_lb" ->
          arn(
              "elasticloadbalancing",
              "loadbalancer/" + kind(i) + "/" + balancingName(i) + "/" + hex(i, 16));
      case "aws_lb_listener" -> arn("elasticloadbalancing", "listener/app/x/y/" + hex(i, 16));
      case "aws_lb_listener_rule" -> arn("elasticloadbalancing", "listener-rule/" + hex(i, 16));
      case "aws_lb_trust_store" ->
          arn("elasticloadbalancing", "truststore/" + balancingName(i) + "/" + hex(i, 16));
      case "aws_s3_bucket" -> {
        var bucket = i.known("bucket").orElseGet(() -> name(i));
        yield attribute.equals("id") ? bucket : "arn:aws:s3:::" + bucket;
      }
      case "aws_vpc" -> "vpc-" + hex(i, 17);
      // Said to the user where traffic is dropped: so of a name that can be found again.
      case "aws_subnet" -> "subnet-" + readable(i);
      case "aws_security_group" -> "sg-" + readable(i);
      case "aws_efs_file_system" -> "fs-" + hex(i, 17);
      case "aws_efs_access_point" -> "fsap-" + hex(i, 17);
      case "aws_iam_role" -> "arn:aws:iam::" + account() + ":role/" + name(i);
      case "aws_secretsmanager_secret" ->
          arn("secretsmanager", "secret:" + name(i) + "-" + hex(i, 6))
              .replace("/secret:", "secret:");
      case "aws_ssm_parameter" ->
          attribute.equals("id") ? name(i) : arn("ssm", "parameter/" + name(i));
      default -> plain(i.type()) + "-" + hex(i, 12);
    };
  }

  /// How the ARN of a load balancer calls its type.
  private static String kind(Instance balancer) {
    return balancer.known("load_balancer_type").filter("network"::equals).isPresent()
        ? "net"
        : "app";
  }

  private static String arn(String service, String rest) {
    return String.join(":", List.of("arn", "aws", service, region(), account(), rest));
  }

  private static String readable(Instance i) {
    return plain(i.name() + (i.key().isEmpty() ? "" : "-" + i.key())) + "-" + hex(i, 4);
  }

  private static String hex(Instance i, int length) {
    return Stable.hex(i.address(), length);
  }

  private static String region() {
    return Locality.NOWHERE.region();
  }

  private static String account() {
    return Locality.NOWHERE.account();
  }
}
