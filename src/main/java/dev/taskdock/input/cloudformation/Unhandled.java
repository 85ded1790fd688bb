package dev.taskdock.input.cloudformation;

import dev.taskdock.input.declared.Notes;
import java.util.List;

/// What becomes of resources that do not run: those that are said, and those that need not be.
final class Unhandled {
  /// Run, or taken into account where what runs asks for them.
  private static final List<String> QUIET =
      List.of(
          "AWS::ECS::TaskDefinition",
          "AWS::ECS::Service",
          "AWS::ECS::Cluster",
          "AWS::ECS::ClusterCapacityProviderAssociations",
          "AWS::ElasticLoadBalancingV2::",
          "AWS::Logs::",
          "AWS::IAM::",
          "AWS::SecretsManager::Secret",
          "AWS::SSM::Parameter",
          "AWS::EFS::",
          "AWS::ECR::Repository",
          "AWS::CloudFormation::",
          "AWS::Serverless::Application",
          "AWS::CDK::Metadata");

  /// The network around the tasks, of which there is none here yet.
  private static final List<String> NETWORK =
      List.of(
          "VPC",
          "Subnet",
          "RouteTable",
          "Route",
          "SubnetRouteTableAssociation",
          "InternetGateway",
          "EgressOnlyInternetGateway",
          "VPCGatewayAttachment",
          "NatGateway",
          "EIP",
          "VPCCidrBlock",
          "VPCEndpoint",
          "NetworkAcl",
          "NetworkAclEntry",
          "SubnetNetworkAclAssociation",
          "DHCPOptions",
          "VPCDHCPOptionsAssociation",
          "FlowLog");

  private Unhandled() {}

  static void note(StackSet set, Notes notes) {
    for (var resource : set.resources()) {
      var type = resource.type();
      if (QUIET.stream().anyMatch(type::startsWith)) {
        continue;
      }
      if (type.startsWith("AWS::EC2::SecurityGroup")) {
        notes.notYet(resource.id(), "security groups");
      } else if (type.startsWith("AWS::ServiceDiscovery::")) {
        notes.notYet(resource.id(), "service discovery");
      } else if (type.startsWith("AWS::ApplicationAutoScaling::")) {
        notes.notYet(resource.id(), "auto scaling");
      } else if (NETWORK.contains(type.replaceFirst("^AWS::EC2::", ""))) {
        notes.network(type.substring("AWS::EC2::".length()));
      } else {
        notes.notHere(resource.id(), type);
      }
    }
  }
}
