package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Stable;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `Ref` and `Fn::GetAtt` give for a resource: names and ARNs as AWS would make them, the same
/// in every run.
///
/// Source: the return values of each type in the "Resource and property types reference".
final class ResourceNames {
  private static final String DISCOVERY = "AWS::ServiceDiscovery::";

  private ResourceNames() {}

  /// What `Ref` gives.
  static Node ref(Resource resource, Location at) {
    return Nodes.text(at, ref(resource).orElseGet(() -> unknown(resource, "", "", at)));
  }

  private static Optional<String> ref(Resource r) {
    return switch (r.type()) {
      case "AWS::ECS::Cluster" -> Optional.of(r.name("ClusterName"));
      case "AWS::ECS::Service" -> Optional.of(serviceArn(r));
      case "AWS::ECS::TaskDefinition" -> Optional.of(taskDefinitionArn(r));
      case "AWS::ElasticLoadBalancingV2::LoadBalancer",
          "AWS::ElasticLoadBalancingV2::TargetGroup",
          "AWS::ElasticLoadBalancingV2::Listener",
          "AWS::ElasticLoadBalancingV2::ListenerRule" ->
          Optional.of(balancingArn(r));
      case "AWS::ElasticLoadBalancingV2::TrustStore" -> Optional.of(trustStoreArn(r));
      case "AWS::ElasticLoadBalancingV2::TrustStoreRevocation" ->
          Optional.of(r.text("TrustStoreArn").orElse("") + "|" + revocationId(r));
      case "AWS::EC2::VPC" -> id(r, "vpc");
      case "AWS::EC2::Subnet" -> id(r, "subnet");
      case "AWS::EC2::SecurityGroup" -> id(r, "sg");
      case "AWS::EC2::RouteTable" -> id(r, "rtb");
      case "AWS::EC2::InternetGateway" -> id(r, "igw");
      case "AWS::EC2::NatGateway" -> id(r, "nat");
      case "AWS::EC2::EIP" -> Optional.of("203.0.113." + Stable.number(r.key(), 1, 254));
      case "AWS::Logs::LogGroup" -> Optional.of(r.name("LogGroupName"));
      case "AWS::IAM::Role" -> Optional.of(roleName(r));
      case "AWS::SecretsManager::Secret" -> Optional.of(secretArn(r));
      case "AWS::SSM::Parameter" -> Optional.of(r.name("Name"));
      case "AWS::EFS::FileSystem" -> id(r, "fs");
      case "AWS::EFS::AccessPoint" -> id(r, "fsap");
      case "AWS::EFS::MountTarget" -> id(r, "fsmt");
      case "AWS::ECR::Repository" -> Optional.of(r.name("RepositoryName").toLowerCase(Locale.ROOT));
      case "AWS::CloudFormation::Stack", "AWS::Serverless::Application" ->
          r.stack().setting().pseudo().value("AWS::StackId", r.generatedName());
      case "AWS::ApplicationAutoScaling::ScalableTarget" ->
          Optional.of(
              String.join(
                  "|",
                  r.text("ResourceId").orElse(""),
                  r.text("ScalableDimension").orElse(""),
                  r.text("ServiceNamespace").orElse("")));
      case "AWS::ApplicationAutoScaling::ScalingPolicy" ->
          Optional.of(
              arn(
                  r,
                  "autoscaling",
                  "scalingPolicy:"
                      + Stable.hex(r.key(), 12)
                      + ":policyName/"
                      + r.name("PolicyName")));
      default ->
          r.type().startsWith(DISCOVERY)
              ? id(r, r.type().endsWith("::Service") ? "srv" : "ns")
              : Optional.empty();
    };
  }

  /// What `Fn::GetAtt` gives.
  ///
  /// @param property what the value is for
  static Node attribute(Resource r, String name, String property, Location at) {
    if (name.startsWith("Outputs.")) {
      return r.stack().outputOf(r, name.substring("Outputs.".length()), at);
    }
    var list = list(r, name, at);
    if (list.isPresent()) {
      return list.get();
    }
    return Nodes.text(at, attribute(r, name).orElseGet(() -> unknown(r, name, property, at)));
  }

  private static Optional<Node> list(Resource r, String name, Location at) {
    if (r.is("AWS::EC2::VPC") && name.equals("Ipv6CidrBlocks")) {
      return Optional.of(Nodes.texts(at, List.of("2001:db8:1234:1a00::/56")));
    }
    if (r.is("AWS::EC2::VPC") && name.equals("CidrBlockAssociations")) {
      return Optional.of(Nodes.texts(at, List.of("vpc-cidr-assoc-" + Stable.hex(r.key(), 17))));
    }
    if (r.is("AWS::ElasticLoadBalancingV2::LoadBalancer") && name.equals("SecurityGroups")) {
      return r.property("SecurityGroups").map(node -> Nodes.moved(node, at));
    }
    if (r.is("AWS::ElasticLoadBalancingV2::TargetGroup") && name.equals("LoadBalancerArns")) {
      return Optional.of(new Node.Sequence(at, List.of()));
    }
    return Optional.empty();
  }

  private static Optional<String> attribute(Resource r, String name) {
    return switch (r.type()) {
      case "AWS::ECS::Cluster" ->
          when(name, "Arn", arn(r, "ecs", "cluster/" + r.name("ClusterName")));
      case "AWS::ECS::Service" ->
          when(name, "Name", r.name("ServiceName"))
              .or(() -> when(name, "ServiceArn", serviceArn(r)));
      case "AWS::ECS::TaskDefinition" -> when(name, "TaskDefinitionArn", taskDefinitionArn(r));
      case "AWS::ElasticLoadBalancingV2::LoadBalancer",
          "AWS::ElasticLoadBalancingV2::TargetGroup",
          "AWS::ElasticLoadBalancingV2::Listener",
          "AWS::ElasticLoadBalancingV2::ListenerRule" ->
          balancing(r, name);
      case "AWS::ElasticLoadBalancingV2::TrustStore" ->
          when(name, "TrustStoreArn", trustStoreArn(r)).or(() -> when(name, "Status", "ACTIVE"));
      case "AWS::ElasticLoadBalancingV2::TrustStoreRevocation" ->
          when(name, "RevocationId", revocationId(r));
      case "AWS::EC2::VPC" -> network(r, name);
      case "AWS::EC2::Subnet" ->
          when(
                  name,
                  "AvailabilityZone",
                  r.text("AvailabilityZone").orElse(r.stack().setting().pseudo().region() + "a"))
              .or(() -> property(r, name));
      case "AWS::EC2::SecurityGroup" ->
          when(name, "GroupId", ref(r).orElse("")).or(() -> property(r, name));
      case "AWS::EC2::EIP" ->
          when(name, "AllocationId", "eipalloc-0" + Stable.hex(r.key(), 16))
              .or(() -> when(name, "PublicIp", ref(r).orElse("")));
      case "AWS::Logs::LogGroup" ->
          when(name, "Arn", arn(r, "logs", "log-group:" + r.name("LogGroupName") + ":*"));
      case "AWS::Lambda::Function" ->
          when(name, "Arn", arn(r, "lambda", "function:" + r.name("FunctionName")));
      case "AWS::IAM::Role" ->
          when(name, "Arn", r.stack().setting().pseudo().globalArn("iam", "role/" + roleName(r)))
              .or(() ->
                  when(name, "RoleId", "AROA" + Stable.hex(r.key(), 17).toUpperCase(Locale.ROOT)));
      case "AWS::SecretsManager::Secret" -> when(name, "Id", secretArn(r));
      case "AWS::SSM::Parameter" -> property(r, name);
      case "AWS::ECR::Repository" -> repository(r, name);
      case "AWS::EFS::FileSystem" ->
          when(name, "FileSystemId", ref(r).orElse(""))
              .or(() ->
                  when(
                      name,
                      "Arn",
                      arn(r, "elasticfilesystem", "file-system/" + ref(r).orElse(""))));
      case "AWS::EFS::AccessPoint" ->
          when(name, "AccessPointId", ref(r).orElse(""))
              .or(() ->
                  when(
                      name,
                      "Arn",
                      arn(r, "elasticfilesystem", "access-point/" + ref(r).orElse(""))));
      default -> discovery(r, name);
    };
  }

  private static Optional<String> discovery(Resource r, String name) {
    if (!r.type().startsWith(DISCOVERY)) {
      return Optional.empty();
    }
    var id = ref(r).orElse("");
    var kind = r.type().endsWith("::Service") ? "service/" : "namespace/";
    return when(name, "Id", id)
        .or(() -> when(name, "Arn", arn(r, "servicediscovery", kind + id)))
        .or(() -> when(name, "Name", r.name("Name")))
        .or(() ->
            when(name, "HostedZoneId", "Z" + Stable.hex(r.key(), 20).toUpperCase(Locale.ROOT)));
  }

  private static Optional<String> network(Resource r, String name) {
    return switch (name) {
      case "VpcId" -> ref(r);
      case "DefaultSecurityGroup" -> Optional.of("sg-0" + Stable.hex(r.key() + "default", 16));
      case "DefaultNetworkAcl" -> Optional.of("acl-0" + Stable.hex(r.key(), 16));
      default -> property(r, name);
    };
  }

  private static Optional<String> balancing(Resource r, String name) {
    var arn = balancingArn(r);
    return switch (name) {
      case "LoadBalancerArn", "TargetGroupArn", "ListenerArn", "RuleArn" -> Optional.of(arn);
      case "LoadBalancerFullName" ->
          Optional.of(arn.substring(arn.indexOf("loadbalancer/") + "loadbalancer/".length()));
      case "TargetGroupFullName" -> Optional.of(arn.substring(arn.lastIndexOf(":") + 1));
      case "LoadBalancerName", "TargetGroupName" -> Optional.of(balancingName(r));
      case "CanonicalHostedZoneID" -> Optional.of("Z35SXDOTRQ7X7K");
      case "IsDefault" -> Optional.of("false");
      case "DNSName" -> Optional.of("localhost");
      default -> Optional.empty();
    };
  }

  private static Optional<String> repository(Resource r, String name) {
    var pseudo = r.stack().setting().pseudo();
    var repository = ref(r).orElse("");
    return when(name, "Arn", arn(r, "ecr", "repository/" + repository))
        .or(() ->
            when(
                name,
                "RepositoryUri",
                pseudo.account()
                    + ".dkr.ecr."
                    + pseudo.region()
                    + "."
                    + pseudo.suffix()
                    + "/"
                    + repository));
  }

  /// What a text is shaped like that belongs to something that is not run here.
  private static String unknown(Resource r, String attribute, String property, Location at) {
    var what = attribute.isEmpty() ? r.id() : r.id() + "." + attribute;
    if (Examples.NUMBERS.contains(property)) {
      r.stack().unknowns().untraced(Unknown.Kind.RESOURCE, Quoted.of(what), at);
      return Examples.of(property, r.key() + what, true, "");
    }
    var word = attribute.toLowerCase(Locale.ROOT);
    var plain =
        r.stack()
            .unknowns()
            .text(Unknown.Kind.RESOURCE, Quoted.of(what), r.key() + "." + attribute, at);
    if (word.endsWith("arn")) {
      return arn(r, service(r.type()), plain);
    }
    if (word.endsWith("port")) {
      return "443";
    }
    return word.contains("address") || word.contains("dns") || word.contains("endpoint")
        ? plain.toLowerCase(Locale.ROOT) + ".invalid"
        : plain;
  }

  /// `AWS::DynamoDB::Table` → `dynamodb`.
  private static String service(String type) {
    var parts = type.split("::", -1);
    return parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "cloudformation";
  }

  private static Optional<String> property(Resource r, String name) {
    return r.text(name);
  }

  private static Optional<String> when(String asked, String name, String value) {
    return asked.equals(name) ? Optional.of(value) : Optional.empty();
  }

  private static Optional<String> id(Resource r, String prefix) {
    return Optional.of(prefix + "-0" + Stable.hex(r.key(), 16));
  }

  private static String arn(Resource r, String service, String resource) {
    return r.stack().setting().pseudo().arn(service, resource);
  }

  static String secretArn(Resource r) {
    return arn(r, "secretsmanager", "secret:" + r.name("Name") + "-" + Stable.hex(r.key(), 6));
  }

  private static String serviceArn(Resource r) {
    var cluster = r.text("Cluster").orElse("default");
    return arn(
        r,
        "ecs",
        "service/" + cluster.substring(cluster.lastIndexOf('/') + 1) + "/" + r.name("ServiceName"));
  }

  /// Two definitions of one family are revisions of it.
  static String taskDefinitionArn(Resource r) {
    return arn(r, "ecs", "task-definition/" + family(r) + ":" + r.stack().revision(r));
  }

  static String family(Resource r) {
    return r.name("Family");
  }

  private static String balancingArn(Resource r) {
    var word = r.type().substring(r.type().lastIndexOf(':') + 1);
    var kind = word.equals("ListenerRule") ? "listener-rule" : word.toLowerCase(Locale.ROOT);
    var of =
        switch (word) {
          case "TargetGroup" -> "";
          default -> r.text("Type").filter("network"::equals).map(_ -> "net/").orElse("app/");
        };
    return arn(
        r,
        "elasticloadbalancing",
        kind + "/" + of + balancingName(r) + "/" + Stable.hex(r.key(), 16));
  }

  static String trustStoreArn(Resource r) {
    return arn(
        r,
        "elasticloadbalancing",
        "truststore/" + balancingName(r) + "/" + Stable.hex(r.key(), 16));
  }

  private static String revocationId(Resource r) {
    return "" + Stable.number(r.key(), 1, 1000);
  }

  /// The name of a load balancer, target group or trust store: at most 32 letters, digits and
  /// hyphens.
  static String balancingName(Resource r) {
    return named(r, "Name")
        .orElseGet(() ->
            shortened(
                r,
                r.text("Name").orElseGet(r::generatedName).replaceAll("[^A-Za-z0-9]+", "-"),
                32));
  }

  /// The name of a role: at most 64 characters.
  private static String roleName(Resource r) {
    return named(r, "RoleName").orElseGet(() -> shortened(r, r.name("RoleName"), 64));
  }

  /// What somebody wrote out; a name that is made of the stack's or of a value that is not known
  /// here is no such.
  private static Optional<String> named(Resource r, String property) {
    return r.text(property).filter(n -> r.stack().unknowns().in(n).isEmpty());
  }

  /// Where a name would be too long that nobody wrote out, hyphens and digits make it another.
  private static String shortened(Resource r, String name, int longest) {
    return name.length() <= longest
        ? name
        : name.substring(0, longest - 7).replaceAll("-$", "") + "-" + Stable.hex(r.key(), 6);
  }
}
