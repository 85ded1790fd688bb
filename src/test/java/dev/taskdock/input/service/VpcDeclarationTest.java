package dev.taskdock.input.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.model.GroupId;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.SecurityGroupRule;
import dev.taskdock.model.SecurityGroupRule.Peer;
import dev.taskdock.model.SecurityGroupRule.Traffic;
import dev.taskdock.model.Subnet.WayOut;
import dev.taskdock.problem.Problems;
import org.junit.jupiter.api.Test;

final class VpcDeclarationTest {
  @Test
  void a_group_of_which_nothing_is_said_lets_nothing_in_and_all_out() {
    var group = group("sg-web", "securityGroups: {sg-web: {}}");

    assertThat(group.ingress()).isEmpty();
    assertThat(group.egress()).containsExactly(SecurityGroupRule.ALL_OUT);
  }

  @Test
  void rules_are_read_in_the_words_of_ec2() {
    var group =
        group(
            "sg-web",
            """
            securityGroups:
              sg-web:
                GroupName: web
                SecurityGroupIngress:
                  - {IpProtocol: tcp, FromPort: 80, ToPort: 81, CidrIp: 10.0.0.0/8}
                  - {IpProtocol: 17, FromPort: 53, ToPort: 53, SourceSecurityGroupName: web}
                  - {IpProtocol: "-1", SourceSecurityGroupId: sg-web}
                  - {IpProtocol: icmp, FromPort: 8, ToPort: -1, CidrIp: 0.0.0.0/0}
                  - {IpProtocol: "50", CidrIp: 0.0.0.0/0}
                SecurityGroupEgress:
                  - {IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationSecurityGroupId: web}
            """);

    assertThat(group.ingress())
        .extracting(SecurityGroupRule::traffic)
        .containsExactly(
            new Traffic.Ports(Protocol.TCP, 80, 81),
            new Traffic.Ports(Protocol.UDP, 53, 53),
            new Traffic.All(),
            new Traffic.Icmp(8, -1),
            new Traffic.Other(50));
    assertThat(group.ingress().get(1).peer()).isEqualTo(new Peer.Group(new GroupId("sg-web")));
    assertThat(group.egress())
        .containsExactly(
            new SecurityGroupRule(
                new Traffic.Ports(Protocol.TCP, 443, 443), new Peer.Group(new GroupId("sg-web"))));
  }

  @Test
  void a_network_configuration_without_groups_has_the_default_group() {
    var declared =
        read(
            """
            securityGroups: {sg-web: {}}
            networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a]}}
            """);

    var standalone = declared.standalone().orElseThrow();
    assertThat(standalone.securityGroups()).containsExactly(GroupId.DEFAULT);
    assertThat(standalone.assignPublicIp()).isFalse();
  }

  @Test
  void the_way_out_of_a_subnet_is_that_of_its_default_route() {
    var vpc =
        read("""
        vpc: {CidrBlock: 10.0.0.0/16}
        subnets:
          a: {CidrBlock: 10.0.0.0/24, Routes: [{DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw}]}
          b: {CidrBlock: 10.0.1.0/24, Routes: [{DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: n}]}
          c: {CidrBlock: 10.0.2.0/24}
        """)
            .vpc()
            .orElseThrow();

    assertThat(vpc.subnets())
        .extracting(s -> s.wayOut())
        .containsExactly(WayOut.INTERNET_GATEWAY, WayOut.NAT_GATEWAY, WayOut.NONE);
  }

  @Test
  void where_no_vpc_is_declared_nothing_is_acted_on() {
    var fields = fields("awsvpcConfiguration: {subnets: [subnet-0a], securityGroups: [sg-0b]}");

    assertThat(VpcDeclaration.NONE.configuration(fields)).isEmpty();
  }

  private static SecurityGroup group(String id, String text) {
    var group = read(text).vpc().orElseThrow().groups().get(new GroupId(id));
    return java.util.Objects.requireNonNull(group);
  }

  private static VpcDeclaration read(String text) {
    return VpcDeclaration.of(fields(text));
  }

  /// Nothing in it may be wrong.
  private static Fields fields(String text) {
    var problems = new Problems();
    var fields =
        YamlReader.read(new Source("taskdock.yaml", text), problems)
            .flatMap(root -> Fields.ofRoot(root, new Findings(problems)))
            .orElseThrow();
    assertThat(problems.all()).isEmpty();
    return fields;
  }
}
