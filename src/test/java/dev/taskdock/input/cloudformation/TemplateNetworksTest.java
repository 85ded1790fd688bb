package dev.taskdock.input.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.ServiceDeclaration;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.model.GroupId;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ScalingMetric;
import dev.taskdock.model.ScalingPolicy;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.Subnet;
import dev.taskdock.model.Subnet.WayOut;
import dev.taskdock.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What templates say about the network around tasks, the names they are found by, and how many
/// there are.
final class TemplateNetworksTest {
  private static final String SERVICE =
      """
        T:
          Type: AWS::ECS::TaskDefinition
          Properties: {Family: web}
        Web:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref T
            NetworkConfiguration:
              AwsvpcConfiguration:
                Subnets: [!Ref A]
                SecurityGroups: [!Ref Tasks]
      """;

  private final Problems problems = new Problems();

  /// What the readers make of the trees.
  private record Read(
      Declared reading,
      VpcDeclaration vpc,
      List<ServiceDeclaration> services,
      LoadBalancing balancing,
      List<ScalableTarget> scaling) {
    SecurityGroup group(String name) {
      return Optional.ofNullable(vpc.vpc().orElseThrow().groups().get(new GroupId(name)))
          .orElseThrow();
    }

    Subnet subnet(String name) {
      return vpc.vpc().orElseThrow().subnet(name).orElseThrow();
    }
  }

  @Test
  void a_group_has_its_own_rules_and_those_that_are_resources_by_the_names_of_the_groups() {
    var read =
        read(
            """
            Resources:
              Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
              A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.1.0/24}}
              Front:
                Type: AWS::EC2::SecurityGroup
                Properties: {GroupName: front, GroupDescription: x, VpcId: !Ref Vpc}
              Tasks:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: x
                  SecurityGroupIngress:
                    - {IpProtocol: TCP, FromPort: 80, ToPort: 81, SourceSecurityGroupId: !Ref Front}
              Self:
                Type: AWS::EC2::SecurityGroupIngress
                Properties:
                  GroupId: !GetAtt Tasks.GroupId
                  IpProtocol: "-1"
                  SourceSecurityGroupId: !GetAtt Tasks.GroupId
              Standard:
                Type: AWS::EC2::SecurityGroupIngress
                Properties:
                  GroupId: !GetAtt Vpc.DefaultSecurityGroup
                  IpProtocol: udp
                  FromPort: 53
                  ToPort: 53
                  CidrIp: 10.0.0.0/8
            """
                + SERVICE);

    assertThat(read.services().getFirst().network().orElseThrow().securityGroups())
        .containsExactly(new GroupId("web-Tasks"));
    assertThat(read.group("web-Tasks").ingress())
        .extracting(Object::toString)
        .satisfiesExactly(
            own -> assertThat(own).contains("TCP", "80", "81", "front"),
            self -> assertThat(self).contains("All", "web-Tasks"));
    assertThat(read.group("web-Tasks").egress()).hasSize(1);
    assertThat(read.group("default").ingress())
        .extracting(Object::toString)
        .satisfiesExactly(
            members -> assertThat(members).contains("All", "default"),
            more -> assertThat(more).contains("UDP", "53", "10.0.0.0/8"));
    assertThat(read.reading().notes()).isEmpty();
  }

  @Test
  void a_group_that_no_stack_here_declares_lets_everything_through_and_that_is_said() {
    var read =
        read(
            """
            Resources:
              Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
              A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.1.0/24}}
              T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
              Web:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref T
                  NetworkConfiguration:
                    AwsvpcConfiguration:
                      Subnets: [!Ref A, {"Fn::ImportValue": other-subnet}]
                      SecurityGroups: [{"Fn::ImportValue": other-group}]
            """);

    var group = read.services().getFirst().network().orElseThrow().securityGroups().getFirst();
    assertThat(read.group(group.value()).ingress())
        .singleElement()
        .asString()
        .contains("All", "0.0.0.0/0");
    assertThat(read.services().getFirst().network().orElseThrow().subnets())
        .containsExactly("web-A");
    assertThat(read.reading().notes())
        .contains(
            "security groups that are not here let everything in and out: other-group",
            "subnets that are not here have a way out: other-subnet");
  }

  @Test
  void the_default_route_of_its_table_is_the_way_out_of_a_subnet() {
    var read =
        read(
            """
            Resources:
              Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
              Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.1.0/24}}
              A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.2.0/24}}
              Isolated: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.3.0/24}}
              Tasks: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x}}
              Gateway: {Type: AWS::EC2::InternetGateway}
              Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Public}}
              Out: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
              Through: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
              OutRoute:
                Type: AWS::EC2::Route
                Properties:
                  RouteTableId: !Ref Out
                  DestinationCidrBlock: 0.0.0.0/0
                  GatewayId: !Ref Gateway
              ThroughRoute:
                Type: AWS::EC2::Route
                Properties:
                  RouteTableId: !Ref Through
                  DestinationCidrBlock: 0.0.0.0/0
                  NatGatewayId: !Ref Nat
              One:
                Type: AWS::EC2::SubnetRouteTableAssociation
                Properties: {SubnetId: !Ref Public, RouteTableId: !Ref Out}
              Two:
                Type: AWS::EC2::SubnetRouteTableAssociation
                Properties: {SubnetId: !Ref A, RouteTableId: !Ref Through}
            """
                + SERVICE);

    assertThat(read.subnet("web-Public").wayOut()).isEqualTo(WayOut.INTERNET_GATEWAY);
    assertThat(read.subnet("web-A").wayOut()).isEqualTo(WayOut.NAT_GATEWAY);
    assertThat(read.subnet("web-Isolated").wayOut()).isEqualTo(WayOut.NONE);
    assertThat(read.services().getFirst().network().orElseThrow().subnets())
        .containsExactly("web-A");
  }

  @Test
  void tasks_are_open_where_no_template_declares_a_network() {
    var read =
        read(
            """
            Resources:
              T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
              Web:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref T
                  NetworkConfiguration:
                    AwsvpcConfiguration: {Subnets: [subnet-1], SecurityGroups: [sg-1]}
            """);

    assertThat(read.vpc().isAny()).isFalse();
    assertThat(read.services().getFirst().network()).isEmpty();
  }

  @Test
  void a_load_balancer_that_stands_in_is_in_the_groups_that_services_let_in() {
    var read =
        read(
            """
            Resources:
              Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
              A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.1.0/24}}
              Group:
                Type: AWS::ElasticLoadBalancingV2::TargetGroup
                Properties: {TargetType: ip, Protocol: HTTP, Port: 80, VpcId: !Ref Vpc}
              Rule:
                Type: AWS::ElasticLoadBalancingV2::ListenerRule
                Properties:
                  ListenerArn: {"Fn::ImportValue": cluster-Listener}
                  Priority: 1
                  Conditions: [{Field: path-pattern, Values: ["/*"]}]
                  Actions: [{Type: forward, TargetGroupArn: !Ref Group}]
              Tasks:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: x
                  SecurityGroupIngress:
                    - IpProtocol: tcp
                      FromPort: 80
                      ToPort: 80
                      SourceSecurityGroupId: {"Fn::ImportValue": cluster-BalancerGroup}
            """
                + SERVICE);

    var balancer = read.balancing().loadBalancers().getFirst();
    assertThat(balancer.securityGroups()).hasSize(1);
    assertThat(read.group("web-Tasks").ingress())
        .singleElement()
        .asString()
        .contains(balancer.securityGroups().getFirst().value());
  }

  @Test
  void a_service_is_found_by_the_name_of_its_cloud_map_service() {
    var read =
        read(
            """
            Resources:
              Names: {Type: AWS::ServiceDiscovery::PrivateDnsNamespace, Properties: {Name: Shop.local.}}
              Orders:
                Type: AWS::ServiceDiscovery::Service
                Properties:
                  Name: orders
                  NamespaceId: !Ref Names
                  DnsConfig:
                    NamespaceId: !GetAtt Names.Id
                    DnsRecords: [{Type: A, TTL: 30}, {Type: SRV, TTL: "30"}]
                  HealthCheckCustomConfig: {FailureThreshold: 1}
              T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
              Web:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref T
                  ServiceRegistries:
                    - {RegistryArn: !GetAtt Orders.Arn, ContainerName: app, ContainerPort: 80}
              Api:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref T
                  ServiceRegistries: [{RegistryArn: {"Fn::ImportValue": elsewhere}}]
            """);

    assertThat(read.vpc().names().orElseThrow().services())
        .singleElement()
        .satisfies(s -> assertThat(s.domain()).isEqualTo("orders.shop.local"))
        .satisfies(s -> assertThat(s.ttl()).isEqualTo(30));
    assertThat(read.services().getFirst().registry().orElseThrow().service()).isEqualTo("orders");
    assertThat(read.services().getLast().registry()).isEmpty();
    assertThat(read.reading().notes())
        .contains("Api is found by no name: its service of Cloud Map is not here");
  }

  @Test
  void a_lifecycle_hook_keeps_its_details_as_they_are_written() {
    var read =
        read(
            """
            Resources:
              T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
              Check: {Type: AWS::Lambda::Function, Properties: {Role: x, Code: {ZipFile: x}}}
              Web:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref T
                  DeploymentConfiguration:
                    Strategy: BLUE_GREEN
                    LifecycleHooks:
                      - HookTargetArn: !GetAtt Check.Arn
                        LifecycleStages: [POST_SCALE_UP]
                        HookDetails: {Bucket: a, nested: {Deep: x}}
                        RoleArn: arn:aws:iam::123456789012:role/x
                      - HookTargetArn: arn:aws:lambda:eu-west-1:1:function:other
                        LifecycleStages: [PRE_SCALE_UP]
                        HookDetails: '{"Bucket": "b"}'
                      - TargetType: PAUSE
                        LifecycleStages: [POST_TEST_TRAFFIC_SHIFT]
                        TimeoutConfiguration: {TimeoutInMinutes: 60, Action: CONTINUE}
            """);

    assertThat(read.services().getFirst().deployment().hooks())
        .extracting(TemplateNetworksTest::shown)
        .containsExactly(
            "web-Check {\"Bucket\":\"a\",\"nested\":{\"Deep\":\"x\"}}",
            "other {\"Bucket\":\"b\"}",
            "PAUSE PT1H true");
  }

  private static String shown(LifecycleHook hook) {
    return switch (hook.target()) {
      case LifecycleHook.Target.Function(var arn, var details) ->
          LifecycleHook.nameIn(arn) + " " + details.orElse("");
      case LifecycleHook.Target.Pause _ -> "PAUSE " + hook.timeout() + " " + hook.goesOnAfter();
    };
  }

  @Test
  void a_namespace_that_is_not_here_has_the_name_that_is_given_for_it() {
    var template =
        """
        Parameters: {Namespace: {Type: String}}
        Resources:
          T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
          Orders:
            Type: AWS::ServiceDiscovery::Service
            Properties:
              Name: orders
              DnsConfig:
                NamespaceId: {"Fn::ImportValue": names-ID}
                DnsRecords: [{Type: A, TTL: 30}]
        """;

    assertThat(read(template).vpc().names().orElseThrow().services().getFirst().domain())
        .isEqualTo("orders.local");
    assertThat(
            read(template, Map.of("names-ID", "shop.internal"))
                .vpc()
                .names()
                .orElseThrow()
                .services()
                .getFirst()
                .domain())
        .isEqualTo("orders.shop.internal");
  }

  @Test
  void service_connect_in_a_namespace_of_another_stack_finds_one_that_stands_in() {
    var read =
        read(
            """
            Resources:
              T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
              Shop: {Type: AWS::ServiceDiscovery::HttpNamespace, Properties: {Name: shop}}
              Near:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref T
                  ServiceConnectConfiguration: {Enabled: true, Namespace: !GetAtt Shop.Arn}
              Far:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref T
                  ServiceConnectConfiguration: {Enabled: true, Namespace: other.internal}
            """);

    assertThat(read.services())
        .extracting(s -> s.connect().orElseThrow().namespace())
        .containsExactly("shop", "other.internal");
    assertThat(read.reading().notes())
        .contains("a namespace that is not here is called other.internal");
  }

  @Test
  void a_name_with_a_value_that_is_not_known_is_never_too_long() {
    var read =
        read(
            """
            Parameters: {ProjectName: {Type: AWS::SSM::Parameter::Value<String>, Default: /project}}
            Resources:
              T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
              Group:
                Type: AWS::ElasticLoadBalancingV2::TargetGroup
                Properties:
                  Name: !Sub "${ProjectName}-web-in-the-cloud-by-ipv6"
                  TargetType: ip
                  Protocol: HTTP
                  Port: 80
            """);

    assertThat(read.reading().tree().get("targetGroups"))
        .get(type(Node.Mapping.class))
        .extracting(groups -> groups.members().getFirst().name(), STRING)
        .startsWith("project-")
        .hasSizeLessThanOrEqualTo(32);
  }

  @Test
  void a_service_scales_by_its_policies_and_a_step_policy_by_the_alarm_that_sets_it_off() {
    var read =
        read(
            """
            Resources:
              T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
              Web: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T}}
              Target:
                Type: AWS::ApplicationAutoScaling::ScalableTarget
                Properties:
                  MinCapacity: 2
                  MaxCapacity: 4
                  ResourceId: !Sub "service/cluster/${Web.Name}"
                  RoleARN: arn:aws:iam::123456789012:role/x
                  ScalableDimension: ecs:service:DesiredCount
                  ServiceNamespace: ecs
                  ScheduledActions:
                    - ScheduledActionName: night
                      Schedule: cron(0 22 * * ? *)
                      ScalableTargetAction: {MinCapacity: 0, MaxCapacity: 1}
              Up:
                Type: AWS::ApplicationAutoScaling::ScalingPolicy
                Properties:
                  PolicyName: up
                  PolicyType: StepScaling
                  ScalingTargetId: !Ref Target
                  StepScalingPolicyConfiguration:
                    AdjustmentType: PercentChangeInCapacity
                    Cooldown: 300
                    MinAdjustmentMagnitude: 1
                    StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 25}]
              Track:
                Type: AWS::ApplicationAutoScaling::ScalingPolicy
                Properties:
                  PolicyName: track
                  PolicyType: TargetTrackingScaling
                  ResourceId: !Sub "service/cluster/${Web.Name}"
                  ScalableDimension: ecs:service:DesiredCount
                  ServiceNamespace: ecs
                  TargetTrackingScalingPolicyConfiguration:
                    TargetValue: 50.5
                    PredefinedMetricSpecification:
                      PredefinedMetricType: ECSServiceAverageMemoryUtilization
              Never:
                Type: AWS::ApplicationAutoScaling::ScalingPolicy
                Properties:
                  PolicyName: never
                  PolicyType: StepScaling
                  ScalingTargetId: !Ref Target
                  StepScalingPolicyConfiguration:
                    AdjustmentType: ChangeInCapacity
                    StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]
              Busy:
                Type: AWS::CloudWatch::Alarm
                Properties:
                  Namespace: AWS/ECS
                  MetricName: CPUUtilization
                  ComparisonOperator: GreaterThanThreshold
                  Period: 300
                  EvaluationPeriods: 3
                  Threshold: 60
                  AlarmActions: [!Ref Up]
            """);

    var target = read.scaling().getFirst();
    assertThat(target.minCapacity()).isEqualTo(2);
    assertThat(target.maxCapacity()).isEqualTo(4);
    assertThat(target.scheduledActions()).hasSize(1);
    assertThat(target.policies()).extracting(ScalingPolicy::name).containsExactly("up", "track");
    var up = (ScalingPolicy.StepScaling) target.policies().getFirst();
    assertThat(up.metric()).isEqualTo(ScalingMetric.CPU);
    assertThat(up.alarm().threshold()).isEqualTo(60);
    assertThat(up.alarm().toString()).contains("15");
    assertThat(read.reading().notes())
        .containsExactly("Never scales nothing: no alarm here sets it off");
  }

  private Read read(String template) {
    return read(template, Map.of());
  }

  private Read read(String template, Map<String, String> imports) {
    var setting =
        new Setting(
            List.of(), imports, new Pseudo("eu-central-1", "123456789012"), LocalValues.NONE, true);
    var source = new Source("web.yaml", template);
    var reading =
        Templates.read(List.of(new Templates.Named("web", source)), setting, problems)
            .orElseThrow(() -> new AssertionError(problems.all().toString()));
    var findings = new Findings(problems);
    var tree = Fields.of(reading.tree(), findings);
    var vpc = VpcDeclaration.of(tree, reading.standIns());
    var services = new ArrayList<>(Services.of(tree, vpc));
    var read =
        new Read(
            reading,
            vpc,
            services,
            LoadBalancing.ofTemplate(tree, vpc),
            Services.scaling(tree, services));
    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    return read;
  }
}
