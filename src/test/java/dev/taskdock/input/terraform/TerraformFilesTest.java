package dev.taskdock.input.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.Subnet;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a plan or a state of Terraform becomes.
final class TerraformFilesTest {
  private static final Path PLAN = Path.of("src/test/resources/terraform/plan.json");
  private static final Path NETWORK =
      Path.of("src/test/resources/terraform/network-load-balancer.json");

  @TempDir private Path folder;

  private final Problems problems = new Problems();

  @Test
  void what_a_plan_leaves_open_is_what_its_configuration_refers_to() {
    var tree = json(read(PLAN).tree());

    assertThat(tree)
        .contains(
            "\"serviceName\":\"web\",\"taskDefinition\":\"arn:aws:ecs:us-east-1:000000000000:task-definition/web:1\"")
        .contains(
            "\"loadBalancers\":[{\"targetGroupArn\":\"arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/")
        .contains("\"serviceRegistries\":[{\"registryArn\":\"web\"}]")
        .contains("\"SourceSecurityGroupId\":\"sg-front-");
  }

  @Test
  void subnets_of_a_module_keep_their_way_out() {
    var vpc = VpcDeclaration.of(Fields.of(read(PLAN).tree(), new Findings(problems)));

    assertThat(vpc.vpc().orElseThrow().subnets())
        .extracting(Subnet::wayOut)
        .containsExactly(Subnet.WayOut.NAT_GATEWAY, Subnet.WayOut.NAT_GATEWAY);
    assertThat(vpc.vpc().orElseThrow().groups().keySet())
        .extracting(dev.taskdock.model.GroupId::value)
        .filteredOn(id -> id.startsWith("sg-"))
        .hasSize(3);
  }

  @Test
  void everything_fits_together_for_the_readers_of_services() {
    var reading = read(PLAN);
    var findings = new Findings(problems);
    var tree = Fields.of(reading.tree(), findings);
    var vpc = VpcDeclaration.of(tree);
    var balancing = LoadBalancing.ofTemplate(tree, vpc);
    var services = Services.of(tree, vpc);

    assertThat(services).hasSize(2);
    for (var service : services) {
      var declared =
          reading.definitions().stream()
              .filter(d -> d.arn().equals(service.taskDefinition()))
              .findFirst()
              .orElseThrow();
      var definition =
          TaskDefinitionReader.read(declared.tree(), Map.of(), problems).orElseThrow().definition();
      assertThat(service.with(definition, balancing, problems)).isPresent();
    }
    assertThat(Services.scaling(tree, services)).hasSize(1);
    assertThat(problems.all()).filteredOn(d -> d.severity() != Severity.NOTE).isEmpty();
  }

  @Test
  void a_lifecycle_hook_whose_function_is_not_made_yet_is_called_by_its_address() throws Exception {
    var plan =
        Files.readString(PLAN)
            .replaceFirst(
                "\"deployment_minimum_healthy_percent\": 100,",
                "\"deployment_minimum_healthy_percent\": 100, \"deployment_configuration\": [{"
                    + "\"strategy\": \"BLUE_GREEN\", \"lifecycle_hook\": [{\"hook_details\":"
                    + " \"{\\\\\"bucket\\\\\": 1}\", \"lifecycle_stages\": [\"POST_SCALE_UP\"]},"
                    + "{\"target_type\": \"PAUSE\", \"lifecycle_stages\": [\"PRE_SCALE_UP\"]}]}],");
    plan =
        plan.replaceFirst(
            "(\"address\": \"aws_ecs_service.web\",[^{}]*\"expressions\": \\{)",
            "$1 \"deployment_configuration\": [{\"strategy\": {\"constant_value\": \"BLUE_GREEN\"},"
                + " \"lifecycle_hook\": [{\"hook_target_arn\": {\"references\":"
                + " [\"aws_lambda_function.check.arn\", \"aws_lambda_function.check\"]}}]}],");

    var tree = Fields.of(read(plan).tree(), new Findings(problems));

    assertThat(Services.of(tree, VpcDeclaration.of(tree)))
        .filteredOn(s -> s.name().name().equals("web"))
        .flatExtracting(s -> s.deployment().hooks())
        .extracting(LifecycleHook::target)
        .containsExactly(
            new LifecycleHook.Target.Function(
                "aws_lambda_function.check", Optional.of("{\"bucket\":1}")),
            new LifecycleHook.Target.Pause());
  }

  @Test
  void names_that_only_apply_will_make_are_as_short_as_aws_has_them() {
    var base = "x".repeat(70);
    var address = "aws_iam_role." + base + "[\\\"a/b\\\"]";
    var reading =
        read(
            """
            {"format_version": "1.2", "terraform_version": "1.9.8",
             "planned_values": {"root_module": {"resources": [
               {"address": "%1$s", "mode": "managed", "type": "aws_iam_role", "name": "%2$s", "index": "a/b",
                "values": {"path": "/"}},
               {"address": "aws_iam_role.prefixed", "mode": "managed", "type": "aws_iam_role", "name": "prefixed",
                "values": {"name_prefix": "%3$s"}},
               {"address": "aws_lb.%2$s", "mode": "managed", "type": "aws_lb", "name": "%2$s",
                "values": {"load_balancer_type": "network"}},
               {"address": "aws_lb_target_group.%2$s", "mode": "managed", "type": "aws_lb_target_group", "name": "%2$s",
                "values": {"port": 80, "protocol": "TCP", "target_type": "ip"}},
               {"address": "aws_ecs_task_definition.%2$s", "mode": "managed", "type": "aws_ecs_task_definition", "name": "%2$s",
                "values": {"family": "web", "requires_compatibilities": ["FARGATE"], "network_mode": "awsvpc",
                  "cpu": "256", "memory": "512",
                  "container_definitions": "[{\\"name\\":\\"web\\",\\"image\\":\\"nginx:1\\"}]"}}
             ]}},
             "configuration": {"root_module": {"resources": [
               {"address": "aws_ecs_task_definition.%2$s", "mode": "managed", "type": "aws_ecs_task_definition", "name": "%2$s",
                "expressions": {"execution_role_arn": {"references": ["aws_iam_role.%2$s[\\"a/b\\"].arn", "aws_iam_role.%2$s[\\"a/b\\"]", "aws_iam_role.%2$s"]},
                  "task_role_arn": {"references": ["aws_iam_role.prefixed.arn", "aws_iam_role.prefixed"]}}}
             ]}}}
            """
                .formatted(address, base, "y".repeat(80)));

    var definition = reading.definitions().getFirst().tree();
    assertThat(json(definition))
        .containsPattern(
            "\"executionRoleArn\":\"arn:aws:iam::000000000000:role/x{50,57}-[a-z0-9]+\"")
        .containsPattern("\"taskRoleArn\":\"arn:aws:iam::000000000000:role/y{50,57}-[a-z0-9]+\"");
    TaskDefinitionReader.read(definition, Map.of(), problems);
    assertThat(problems.all()).extracting(Diagnostic::code).doesNotContain(Code.TD2092);
  }

  @Test
  void a_network_load_balancer_carries_each_protocol_to_its_target_group() {
    var balancing = networks();

    var balancer = balancing.networks().getFirst();
    assertThat(balancing.networks()).hasSize(1);
    assertThat(balancing.loadBalancers()).isEmpty();
    assertThat(balancer.name().value()).isEqualTo("names");
    assertThat(balancer.crossZone()).isTrue();
    assertThat(balancer.listeners())
        .extracting(
            l -> l.protocol() + " " + l.port() + " " + balancer.groups().get(index(balancer, l)))
        .containsExactly("UDP 53 names-udp", "TCP 5353 names-tcp", "TLS 8443 names-https");
    assertThat(balancer.listeners())
        .extracting(FlowListener::idleTimeout)
        .containsExactly(
            FlowListener.IDLE_TIMEOUT, Duration.ofMinutes(10), FlowListener.IDLE_TIMEOUT);
    assertThat(balancer.listeners().getLast().alpn().word()).isEqualTo("HTTP2Preferred");
    assertThat(balancer.listeners().getLast().tls().orElseThrow().policy())
        .isEqualTo("ELBSecurityPolicy-TLS13-1-2-2021-06");
    assertThat(problems.all()).filteredOn(d -> d.severity() != Severity.NOTE).isEmpty();
  }

  @Test
  void groups_of_flows_keep_what_the_provider_says_of_them() {
    var groups = networks().targetGroups();

    assertThat(groups)
        .extracting(g -> g.name().value(), g -> g.flows().orElseThrow())
        .containsExactly(
            tuple("names-udp", FlowAttributes.standard(FlowProtocol.UDP)),
            tuple(
                "names-tcp",
                new FlowAttributes(
                    FlowProtocol.TCP,
                    false,
                    false,
                    true,
                    Optional.of(false),
                    true,
                    false,
                    Duration.ofSeconds(20))),
            tuple("names-https", FlowAttributes.standard(FlowProtocol.TCP)));
    assertThat(groups)
        .extracting(
            g -> g.healthCheck().manner(), g -> g.healthCheck().port(), g -> g.healthCheck().path())
        .startsWith(
            tuple(TargetHealthCheck.Manner.NETWORK, OptionalInt.of(8080), "/health"),
            tuple(TargetHealthCheck.Manner.CONNECTION, OptionalInt.empty(), "/"));
  }

  @Test
  void a_listener_whose_target_group_is_not_here_is_left_out_and_said() {
    assertThat(read(NETWORK).notes())
        .contains(
            "not run here: targets of the type alb (aws_lb_target_group.front)",
            "aws_lb_listener.front is left out: a target group that it forwards to is not here");
  }

  @Test
  void a_listener_verifies_its_clients_by_a_trust_store() {
    var reading =
        read(
            """
            {"format_version": "1.2", "terraform_version": "1.9.8",
             "planned_values": {"root_module": {"resources": [
               {"address": "aws_s3_bucket.trust", "mode": "managed", "type": "aws_s3_bucket", "name": "trust",
                "values": {"bucket": "our-trust"}},
               {"address": "aws_lb_trust_store.clients", "mode": "managed", "type": "aws_lb_trust_store", "name": "clients",
                "values": {"name": "clients", "ca_certificates_bundle_s3_key": "ca.pem"}},
               {"address": "aws_lb_trust_store_revocation.lost", "mode": "managed",
                "type": "aws_lb_trust_store_revocation", "name": "lost",
                "values": {"revocations_s3_bucket": "other", "revocations_s3_key": "lost.crl"}},
               {"address": "aws_lb.front", "mode": "managed", "type": "aws_lb", "name": "front",
                "values": {"name": "front", "load_balancer_type": "application"}},
               {"address": "aws_lb_listener.verified", "mode": "managed", "type": "aws_lb_listener", "name": "verified",
                "values": {"port": 8443, "protocol": "HTTPS", "certificate_arn": "a",
                  "default_action": [{"type": "fixed-response", "fixed_response": [{"status_code": "200", "content_type": "text/plain"}]}],
                  "mutual_authentication": [{"mode": "verify", "ignore_client_certificate_expiry": true,
                    "advertise_trust_store_ca_names": "on"}]}},
               {"address": "aws_lb_listener.open", "mode": "managed", "type": "aws_lb_listener", "name": "open",
                "values": {"port": 8080, "protocol": "HTTP",
                  "default_action": [{"type": "fixed-response", "fixed_response": [{"status_code": "200", "content_type": "text/plain"}]}],
                  "mutual_authentication": [{"mode": "off", "ignore_client_certificate_expiry": false, "trust_store_arn": ""}]}}
             ]}},
             "configuration": {"root_module": {"resources": [
               {"address": "aws_lb_trust_store.clients", "mode": "managed", "type": "aws_lb_trust_store", "name": "clients",
                "expressions": {"ca_certificates_bundle_s3_bucket": {"references": ["aws_s3_bucket.trust.id", "aws_s3_bucket.trust"]}}},
               {"address": "aws_lb_trust_store_revocation.lost", "mode": "managed",
                "type": "aws_lb_trust_store_revocation", "name": "lost",
                "expressions": {"trust_store_arn": {"references": ["aws_lb_trust_store.clients.arn", "aws_lb_trust_store.clients"]}}},
               {"address": "aws_lb_listener.verified", "mode": "managed", "type": "aws_lb_listener", "name": "verified",
                "expressions": {"load_balancer_arn": {"references": ["aws_lb.front.arn", "aws_lb.front"]},
                  "mutual_authentication": [{"mode": {"constant_value": "verify"},
                    "trust_store_arn": {"references": ["aws_lb_trust_store.clients.arn", "aws_lb_trust_store.clients"]}}]}},
               {"address": "aws_lb_listener.open", "mode": "managed", "type": "aws_lb_listener", "name": "open",
                "expressions": {"load_balancer_arn": {"references": ["aws_lb.front.arn", "aws_lb.front"]}}}
             ]}}}
            """);

    var tree = Fields.of(reading.tree(), new Findings(problems));
    var listeners = LoadBalancing.ofTemplate(tree).loadBalancers().getFirst().listeners();

    var store = "arn:aws:elasticloadbalancing:us-east-1:000000000000:truststore/clients/";
    assertThat(listeners)
        .filteredOn(l -> l.port() == 8443)
        .extracting(l -> l.tls().orElseThrow().clientCertificates())
        .singleElement()
        .satisfies(clients -> {
          assertThat(clients.mode()).isEqualTo(MutualAuthentication.Mode.VERIFY);
          assertThat(clients.trustStore().orElseThrow()).startsWith(store);
          assertThat(clients.ignoresExpiry()).isTrue();
          assertThat(clients.advertisesCaNames()).isTrue();
          assertThat(json(reading.tree()))
              .contains(
                  "\"trustStores\":{\"%s\":{\"Name\":\"clients\","
                          .formatted(clients.trustStore().get())
                      + "\"CaCertificatesBundle\":\"s3://our-trust/ca.pem\","
                      + "\"RevocationContents\":[\"s3://other/lost.crl\"]}}");
        });
    assertThat(problems.all()).filteredOn(d -> d.severity() != Severity.NOTE).isEmpty();
  }

  @Test
  void the_credentials_of_a_registry_come_through() {
    var reading =
        read(
            """
            {"terraform_version": "1", "values": {"root_module": {"resources": [{"mode": "managed",
            "address": "aws_ecs_task_definition.a", "type": "aws_ecs_task_definition", "name": "a", "values": {"family": "a",
            "network_mode": "awsvpc", "requires_compatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
            "execution_role_arn": "arn:aws:iam::123456789012:role/pull",
            "container_definitions": "[{\\"name\\":\\"a\\",\\"image\\":\\"registry.example.com/a:1\\",\\"repositoryCredentials\\":{\\"credentialsParameter\\":\\"registry\\"}}]"}}]}}}
            """);

    var definition =
        TaskDefinitionReader.read(reading.definitions().getFirst().tree(), Map.of(), problems)
            .orElseThrow()
            .definition();

    assertThat(definition.containers().getFirst().options().credentials())
        .contains(SecretReference.Asm.whole("registry"));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void a_check_without_a_protocol_asks_by_http_as_the_provider_has_it() throws Exception {
    var plan =
        Files.readString(NETWORK)
            .replace("\"protocol\": \"TCP\",\n        \"unhealthy", "\"unhealthy");

    var tree = Fields.of(read(plan).tree(), new Findings(problems));

    assertThat(LoadBalancing.ofTemplate(tree).targetGroups())
        .extracting(g -> g.healthCheck().manner())
        .containsExactly(
            TargetHealthCheck.Manner.NETWORK,
            TargetHealthCheck.Manner.NETWORK,
            TargetHealthCheck.Manner.CONNECTION);
  }

  private static int index(NetworkLoadBalancer balancer, FlowListener listener) {
    return balancer.groups().indexOf(listener.forward().groups().getFirst().group());
  }

  /// The load balancers of the plan, behind which its service fits.
  private LoadBalancing networks() {
    var reading = read(NETWORK);
    var tree = Fields.of(reading.tree(), new Findings(problems));
    var balancing = LoadBalancing.ofTemplate(tree);
    var definition =
        TaskDefinitionReader.read(reading.definitions().getFirst().tree(), Map.of(), problems)
            .orElseThrow()
            .definition();
    var service =
        Services.of(tree, VpcDeclaration.NONE).getFirst().with(definition, balancing, problems);
    assertThat(service.orElseThrow().revision().loadBalancers()).hasSize(3);
    return balancing;
  }

  @Test
  void what_does_not_run_is_said() {
    assertThat(read(PLAN).notes())
        .contains("not run here: aws_sqs_queue (aws_sqs_queue.orders)")
        .anyMatch(note -> note.startsWith("the network around the tasks is this machine's: vpc"));
  }

  @Test
  void the_attributes_of_a_listener_have_the_keys_of_aws() {
    var reading =
        read(
            """
            {"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": [
              {"address": "aws_lb.front", "mode": "managed", "type": "aws_lb", "name": "front",
               "values": {"name": "front", "arn": "arn:lb", "load_balancer_type": "application"}},
              {"address": "aws_lb_listener.http", "mode": "managed", "type": "aws_lb_listener", "name": "http",
               "values": {"load_balancer_arn": "arn:lb", "port": 80, "protocol": "HTTP",
                 "routing_http_response_server_enabled": false,
                 "routing_http_response_x_frame_options_header_value": "DENY",
                 "routing_http_request_x_amzn_tls_version_header_name": "X-Tls",
                 "tcp_idle_timeout_seconds": null,
                 "default_action": [{"type": "fixed-response", "fixed_response": [{"content_type": "text/plain", "status_code": "404"}]}]}}
            ]}}}
            """);

    var balancing =
        LoadBalancing.ofTemplate(
            Fields.of(reading.tree(), new Findings(problems)),
            VpcDeclaration.of(Fields.of(reading.tree(), new Findings(problems))));
    assertThat(problems.all()).filteredOn(d -> d.severity() != Severity.NOTE).isEmpty();
    assertThat(balancing.loadBalancers())
        .singleElement()
        .satisfies(balancer ->
            assertThat(balancer.listeners().getFirst().attributes())
                .isEqualTo(
                    new ListenerAttributes(
                        false,
                        Map.of("X-Frame-Options", "DENY"),
                        Map.of("X-Amzn-Tls-Version", "X-Tls"))));
  }

  @Test
  void a_state_names_everything_by_its_own_ids() {
    var reading =
        read(
            """
            {"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": [
              {"address": "aws_ecs_task_definition.web", "mode": "managed", "type": "aws_ecs_task_definition", "name": "web",
               "values": {"family": "web", "revision": 3, "arn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3",
                 "container_definitions": "[{\\"name\\":\\"web\\",\\"image\\":\\"nginx:1\\"}]"}},
              {"address": "aws_ecs_service.web", "mode": "managed", "type": "aws_ecs_service", "name": "web",
               "values": {"name": "web", "task_definition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3",
                 "network_configuration": [{"subnets": ["subnet-1"], "security_groups": ["sg-1", "sg-2"], "assign_public_ip": true}]}},
              {"address": "aws_security_group.web", "mode": "managed", "type": "aws_security_group", "name": "web",
               "values": {"id": "sg-1", "name": "web", "ingress": [], "egress": []}}
            ]}}}
            """);

    assertThat(reading.definitions().getFirst().arn()).endsWith("task-definition/web:3");
    assertThat(json(reading.tree()))
        .contains("\"securityGroups\":[\"sg-1\",\"sg-2\"],\"assignPublicIp\":\"ENABLED\"")
        .contains("\"desiredCount\":\"0\"")
        .contains(
            "\"sg-1\":{\"GroupName\":\"web\",\"SecurityGroupEgress\":[{\"IpProtocol\":\"-1\",\"CidrIp\":\"255.255.255.255/32\"}]}");
    assertThat(reading.notes())
        .contains(
            "the security group sg-2 is not in the plan: it lets all in here",
            "aws_security_group.web lets nothing out: Terraform leaves it no egress")
        .anyMatch(note -> note.contains("has no desired_count, which Terraform takes for 0"));
  }

  @Test
  void a_state_as_it_is_stored_is_read_too() {
    var reading =
        read(
            """
            {"version": 4, "terraform_version": "1.9.8", "lineage": "x", "resources": [
              {"module": "module.a[0]", "mode": "managed", "type": "aws_ecs_task_definition", "name": "web",
               "instances": [{"index_key": 0, "attributes": {"family": "web", "container_definitions": "[]"}}]}]}
            """);

    assertThat(reading.definitions())
        .extracting(Declared.Definition::id, Declared.Definition::family)
        .containsExactly(tuple("module.a[0].aws_ecs_task_definition.web[0]", "web"));
  }

  @Test
  void containers_that_a_plan_does_not_know_are_taken_from_a_file() throws Exception {
    var file = folder.resolve("containers.json");
    Files.writeString(file, "[{\"name\": \"web\", \"image\": \"nginx:1\"}]");
    var plan =
        "{\"terraform_version\":\"1\",\"planned_values\":{\"root_module\":{\"resources\":[{\"address\":\"aws_ecs_task_definition.web\",\"mode\":\"managed\",\"type\":\"aws_ecs_task_definition\",\"name\":\"web\",\"values\":{\"family\":\"web\"}}]}}}";

    var without =
        TerraformFiles.read(
            new Source("p", plan), new TerraformSetting(Map.of(), true), new Problems());
    var with =
        TerraformFiles.read(
            new Source("p", plan),
            new TerraformSetting(Map.of("", file.toString()), true),
            problems);

    assertThat(without).isEmpty();
    assertThat(json(with.orElseThrow().definitions().getFirst().tree())).contains("\"nginx:1\"");
  }

  @Test
  void a_definition_that_a_local_names_is_the_only_one_of_the_module() {
    var reading =
        read(
            plan(
                """
                {"address": "aws_ecs_task_definition.this[0]", "mode": "managed", "type": "aws_ecs_task_definition", "name": "this", "index": 0,
                 "values": {"family": "shop", "container_definitions": "[{\\"name\\": \\"a\\", \\"image\\": \\"nginx:1\\"}]"}},
                {"address": "aws_ecs_service.this[0]", "mode": "managed", "type": "aws_ecs_service", "name": "this", "index": 0,
                 "values": {"name": "shop", "desired_count": 1}}
                """,
                """
                {"address": "aws_ecs_service.this", "mode": "managed", "type": "aws_ecs_service", "name": "this",
                 "expressions": {"task_definition": {"references": ["local.task_definition"]}}}
                """));

    assertThat(reading.notes())
        .contains(
            "aws_ecs_service.this[0] names its task definition through a local: the only one"
                + " beside it is taken");
    assertThat(json(reading.tree()))
        .contains(
            "\"serviceName\":\"shop\",\"taskDefinition\":\"arn:aws:ecs:us-east-1:000000000000:task-definition/shop:1\"");
  }

  @Test
  void the_rules_of_a_shift_of_traffic_have_the_names_that_files_have_for_them() {
    var group =
        """
        {"address": "aws_lb_target_group.NAME", "mode": "managed", "type": "aws_lb_target_group", "name": "NAME",
         "values": {"name": "NAME", "port": 80, "protocol": "HTTP", "target_type": "ip"}},
        """;
    var reading =
        read(
            plan(
                group.replace("NAME", "blue")
                    + group.replace("NAME", "green")
                    + """
                    {"address": "aws_lb.front", "mode": "managed", "type": "aws_lb", "name": "front", "values": {"name": "front"}},
                    {"address": "aws_lb_listener.web", "mode": "managed", "type": "aws_lb_listener", "name": "web",
                     "values": {"port": 8080, "protocol": "HTTP", "default_action": [{"type": "fixed-response", "fixed_response": [{"content_type": "text/plain", "status_code": "404"}]}]}},
                    {"address": "aws_lb_listener_rule.all", "mode": "managed", "type": "aws_lb_listener_rule", "name": "all",
                     "values": {"priority": 7, "condition": [{"path_pattern": [{"values": ["/*"]}]}], "action": [{"type": "forward"}]}},
                    {"address": "aws_ecs_service.web", "mode": "managed", "type": "aws_ecs_service", "name": "web",
                     "values": {"name": "web", "task_definition": "web", "desired_count": 1, "deployment_configuration": [{"strategy": "BLUE_GREEN"}],
                      "load_balancer": [{"container_name": "web", "container_port": 80, "advanced_configuration": [{}]}]}}
                    """,
                """
                {"address": "aws_lb_listener.web", "type": "aws_lb_listener", "name": "web", "expressions": {"load_balancer_arn": {"references": ["aws_lb.front.arn", "aws_lb.front"]}}},
                {"address": "aws_lb_listener_rule.all", "type": "aws_lb_listener_rule", "name": "all", "expressions": {
                 "listener_arn": {"references": ["aws_lb_listener.web.arn", "aws_lb_listener.web"]},
                 "action": [{"target_group_arn": {"references": ["aws_lb_target_group.blue.arn", "aws_lb_target_group.blue"]}}]}},
                {"address": "aws_ecs_service.web", "type": "aws_ecs_service", "name": "web", "expressions": {"load_balancer": [{
                 "target_group_arn": {"references": ["aws_lb_target_group.blue.arn", "aws_lb_target_group.blue"]},
                 "advanced_configuration": [{
                  "alternate_target_group_arn": {"references": ["aws_lb_target_group.green.arn", "aws_lb_target_group.green"]},
                  "production_listener_rule": {"references": ["aws_lb_listener_rule.all.arn", "aws_lb_listener_rule.all"]}}]}]}}
                """));

    var attachment =
        Services.of(Fields.of(reading.tree(), new Findings(problems)))
            .getFirst()
            .loadBalancers()
            .getFirst();

    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    assertThat(attachment.alternate().orElseThrow().value()).isEqualTo("green");
    assertThat(attachment.rules().production().orElseThrow()).hasToString("front:8080/7");
  }

  @Test
  void a_port_that_a_state_has_as_0_is_not_set() {
    var reading =
        read(
            """
            {"terraform_version": "1", "values": {"root_module": {"resources": [{"mode": "managed",
            "address": "aws_ecs_service.a", "type": "aws_ecs_service", "name": "a", "values": {"name": "a", "desired_count": 1,
            "task_definition": "a", "service_connect_configuration": [{"enabled": true, "namespace": "shop",
            "service": [{"port_name": "http", "ingress_port_override": 0, "client_alias": [{"port": 80, "dns_name": ""}]}]}]}}]}}}
            """);

    assertThat(json(reading.tree())).doesNotContain("ingressPortOverride").contains("portName");
  }

  private static String plan(String resources, String configuration) {
    return "{\"terraform_version\": \"1\", \"planned_values\": {\"root_module\": {\"resources\": ["
        + resources
        + "]}}, \"configuration\": {\"root_module\": {\"resources\": ["
        + configuration
        + "]}}}";
  }

  @Test
  void a_place_inside_of_a_string_is_that_of_the_file() {
    var text =
        """
        {"terraform_version": "1", "values": {"root_module": {"resources": [{"mode": "managed",
        "address": "aws_ecs_task_definition.a", "type": "aws_ecs_task_definition", "name": "a", "values": {"family": "a",
        "container_definitions": "[{\\"name\\":\\"\\u00fc\\\\\\"\\",\\"essential\\":17}]"}}]}}}
        """;
    var reading = read(text);

    TaskDefinitionReader.read(reading.definitions().getFirst().tree(), Map.of(), problems);

    var wrong =
        problems.all().stream()
            .filter(d -> d.what().contains("\"essential\" must be"))
            .findFirst()
            .flatMap(Diagnostic::location)
            .orElseThrow();
    var line = text.lines().skip(2).findFirst().orElseThrow();
    assertThat(wrong.line()).isEqualTo(3);
    assertThat(line.substring(wrong.column() - 1, wrong.column() - 1 + wrong.length()))
        .isEqualTo("17");
  }

  @Test
  void no_line_that_holds_a_whole_plan_is_quoted() {
    var text =
        "{\"terraform_version\":\"1\",\"x\":\""
            + "y".repeat(500)
            + "\",\"values\":{\"root_module\":{\"resources\":[{\"address\":\"aws_ecs_service.a\",\"type\":\"aws_ecs_service\",\"name\":\"a\",\"values\":{\"task_definition\":\"b\",\"name\":\"a\"}}]}}}";

    var reading = read(text);

    assertThat(places(reading.tree())).allMatch(length -> length == 0);
  }

  private static java.util.List<Integer> places(Node node) {
    return dev.taskdock.input.declared.Nodes.scalars(node).stream()
        .map(s -> s.location().length())
        .toList();
  }

  private static String json(Node node) {
    return JsonText.of(node);
  }

  private Declared read(Path file) {
    return read(Source.read(file, problems).orElseThrow().text());
  }

  private Declared read(String text) {
    var reading =
        TerraformFiles.read(
            new Source("plan.json", text), new TerraformSetting(Map.of(), true), problems);
    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    return reading.orElseThrow();
  }
}
