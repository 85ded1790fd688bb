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
          "AWS::EC2::SecurityGroup",
          "AWS::ServiceDiscovery::",
          "AWS::ApplicationAutoScaling::",
          "AWS::Logs::",
          "AWS::IAM::",
          "AWS::SecretsManager::Secret",
          "AWS::SSM::Parameter",
          "AWS::EFS::",
          "AWS::ECR::Repository",
          "AWS::CloudFormation::",
          "AWS::Serverless::Application",
          "AWS::CDK::Metadata");

  /// What a network is made of.
  private static final List<String> BUILT =
      List.of(
          "VPC",
          "Subnet",
          "RouteTable",
          "Route",
          "SubnetRouteTableAssociation",
          "InternetGateway",
          "VPCGatewayAttachment",
          "NatGateway",
          "EIP");

  /// What else is around it, of which there is none here.
  private static final List<String> NETWORK =
      List.of(
          "EgressOnlyInternetGateway",
          "VPCCidrBlock",
          "VPCEndpoint",
          "NetworkAcl",
          "NetworkAclEntry",
          "SubnetNetworkAclAssociation",
          "DHCPOptions",
          "VPCDHCPOptionsAssociation",
          "FlowLog");

  private Unhandled() {}

  static void note(StackSet set, Networks networks, ScalingTrees scaling, Notes notes) {
    for (var resource : set.resources()) {
      var type = resource.type();
      if (QUIET.stream().anyMatch(type::startsWith) || scaling.has(resource)) {
        continue;
      }
      var part = type.replaceFirst("^AWS::EC2::", "");
      if (BUILT.contains(part)) {
        if (!networks.isAny()) {
          notes.network(part);
        }
      } else if (NETWORK.contains(part)) {
        notes.network(part);
      } else {
        notes.notHere(resource.id(), type);
      }
    }
  }
}
