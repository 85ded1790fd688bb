package dev.taskdock.input.copilot;

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
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a manifest of Copilot becomes.
final class CopilotManifestsTest {
  private static final String WEB =
      """
      name: web
      type: Load Balanced Web Service
      image: {location: "nginx:1", port: 8000}
      """;

  /// One that takes requests of names in three ways, of which a sidecar answers two.
  private static final String NETWORK =
      """
      name: dns
      type: Load Balanced Web Service
      image: {location: "coredns:1", port: 8000}
      http: false
      nlb:
        port: 443/tls
        target_container: proxy
        target_port: 8443
        stickiness: true
        healthcheck: {grace_period: 1m30s}
        additional_listeners:
          - port: 53/udp
            stickiness: true
            deregistration_delay: 20s
            healthcheck: {port: 8000, healthy_threshold: 2, unhealthy_threshold: 4, interval: 15s, timeout: 5s}
          - {port: 8080, target_container: proxy}
      sidecars:
        proxy: {image: "envoy:1", port: 81}
      """;

  @TempDir private Path folder;

  @Test
  void the_image_and_the_sidecars_are_pulled_with_the_credentials_they_name() {
    var manifest =
        """
        name: web
        type: Load Balanced Web Service
        image: {location: "registry.example.com/web:1", port: 8000, credentials: registry}
        sidecars:
          proxy: {image: "registry.example.com/proxy:1", port: 81, credentialsParameter: other}
        """;

    var definition =
        TaskDefinitionReader.read(
                read(manifest).definitions().getFirst().tree(), Map.of(), new Problems())
            .orElseThrow()
            .definition();

    assertThat(definition.containers())
        .extracting(c -> c.options().credentials().orElseThrow().text())
        .containsExactly("registry", "other");
  }

  @Test
  void what_its_log_router_is_told_is_text_as_a_definition_has_it() {
    var definition =
        json(read(WEB + "logging: {enableMetadata: false}\n").definitions().getFirst().tree());

    assertThat(definition).contains("\"enable-ecs-log-metadata\":\"false\"");
  }

  @Test
  void the_section_of_the_environment_is_merged_over_the_rest() {
    var manifest =
        WEB
            + """
            http: {path: /}
            cpu: 256
            variables: {LEVEL: info, COLOUR: red}
            environments:
              test: {cpu: 512, variables: {LEVEL: debug}}
              prod: {count: 3}
            """;

    var test = read(manifest);
    var prod = read(new CopilotSetting(Optional.of("prod"), Map.of(), true), manifest);

    assertThat(json(test.definitions().getFirst().tree()))
        .contains("\"cpu\":\"512\"", environment("LEVEL", "debug"), environment("COLOUR", "red"));
    assertThat(json(prod.definitions().getFirst().tree()))
        .contains("\"cpu\":\"256\"", environment("LEVEL", "info"));
    assertThat(json(prod.tree())).contains("\"desiredCount\":3");
  }

  @Test
  void an_image_of_the_environment_takes_the_place_of_a_build() {
    var manifest =
        """
        name: web
        type: Backend Service
        image: {build: Dockerfile}
        environments: {test: {image: {location: "nginx:2"}}}
        """;

    assertThat(json(read(manifest).definitions().getFirst().tree())).contains("\"nginx:2\"");
  }

  @Test
  void the_container_is_told_where_it_is() {
    var manifest = WEB + "http: {path: /}\npublish: {topics: [{name: placed, fifo: true}]}\n";

    assertThat(json(read(manifest).definitions().getFirst().tree()))
        .contains(
            environment("COPILOT_APPLICATION_NAME", application()),
            environment("COPILOT_ENVIRONMENT_NAME", "test"),
            environment("COPILOT_SERVICE_NAME", "web"),
            environment("COPILOT_SERVICE_DISCOVERY_ENDPOINT", "test." + application() + ".local"))
        .contains("COPILOT_SNS_TOPIC_ARNS", "web-placed.fifo");
    assertThat(read(manifest).notes()).contains("not run here: topics of SNS (web)");
  }

  @Test
  void services_of_one_environment_stand_behind_one_load_balancer_the_longest_path_first() {
    var api = WEB.replace("web", "api") + "http: {path: api/v1}\n";
    var admin = WEB.replace("web", "admin") + "http: {path: /, alias: [admin.example.com]}\n";

    var tree = json(read(WEB + "http: {path: /}\n", api, admin).tree());

    assertThat(tree)
        .containsOnlyOnce("\"Listeners\"")
        .containsSubsequence(
            "admin.example.com",
            "\"TargetGroupArn\":\"admin\"",
            "\"Priority\":\"1\"",
            "[\"/api/v1\",\"/api/v1/*\"]",
            "\"TargetGroupArn\":\"api\"",
            "\"Priority\":\"2\"",
            "[\"/*\"]",
            "\"TargetGroupArn\":\"web\"",
            "\"Priority\":\"3\"");
  }

  @Test
  void traffic_goes_to_the_sidecar_that_is_named_or_has_the_port() {
    var named =
        WEB + "http: {path: /, target_container: proxy}\nsidecars: {proxy: {image: e, port: 80}}\n";
    var byPort =
        WEB + "http: {path: /, target_port: 80}\nsidecars: {proxy: {image: e, port: 80}}\n";

    for (var manifest : List.of(named, byPort)) {
      assertThat(json(read(manifest).tree()))
          .contains("\"containerName\":\"proxy\",\"containerPort\":\"80\"");
    }
  }

  @Test
  void a_port_of_an_additional_rule_is_mapped_too() {
    var manifest = WEB + "http: {path: /, additional_rules: [{path: admin, target_port: 8001}]}\n";

    assertThat(json(read(manifest).definitions().getFirst().tree()))
        .contains("\"containerPort\":\"8000\"", "\"containerPort\":\"8001\"");
  }

  @Test
  void a_network_load_balancer_is_the_services_own_and_leads_to_the_port_of_its_listener() {
    var reading = read(WEB + "http: {path: /}\nnlb: {port: 9000, alias: x.example.com}\n");

    assertThat(json(reading.tree()))
        .contains(
            "{\"targetGroupArn\":\"web-nlb\",\"containerName\":\"web\",\"containerPort\":\"9000\"}",
            "\"web-nlb\":{\"Protocol\":\"TCP\",\"Port\":\"9000\",\"TargetType\":\"ip\",",
            "-test-web-nlb\":{\"Type\":\"network\",\"Listeners\":[{\"Protocol\":\"TCP\",\"Port\":\"9000\",");
    assertThat(json(reading.definitions().getFirst().tree()))
        .contains(
            "{\"containerPort\":\"8000\",\"protocol\":\"tcp\",\"name\":\"target\"}",
            "{\"containerPort\":\"9000\",\"protocol\":\"tcp\",\"name\":\"target-9000\"}");
    assertThat(reading.notes())
        .contains("the network load balancer of web has an address here, and no alias");
  }

  @Test
  void each_listener_has_a_target_group_of_what_its_target_speaks() {
    var balancing = balancing(NETWORK);

    var balancer = balancing.networks().getFirst();
    assertThat(balancer.listeners())
        .extracting(
            FlowListener::port,
            FlowListener::protocol,
            l -> l.forward().groups().getFirst().group().value())
        .containsExactly(
            tuple(443, FlowProtocol.TLS, "dns-nlb"),
            tuple(53, FlowProtocol.UDP, "dns-nlb-1"),
            tuple(8080, FlowProtocol.TCP, "dns-nlb-2"));
    assertThat(balancer.listeners().getFirst().tls().orElseThrow().policy())
        .isEqualTo("ELBSecurityPolicy-TLS13-1-2-2021-06");
    assertThat(balancing.targetGroups())
        .extracting(
            TargetGroup::port,
            g -> g.flows().orElseThrow().protocol(),
            g -> g.flows().orElseThrow().sticky())
        .containsExactly(
            tuple(8443, FlowProtocol.TCP, false),
            tuple(53, FlowProtocol.UDP, true),
            tuple(81, FlowProtocol.TCP, false));
    var check = balancing.targetGroups().get(1).healthCheck();
    assertThat(
            List.of(check.port().getAsInt(), check.healthyThreshold(), check.unhealthyThreshold()))
        .containsExactly(8000, 2, 4);
    assertThat(List.of(check.interval(), check.timeout()))
        .containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(5));
    assertThat(balancing.targetGroups())
        .extracting(g -> g.attributes().deregistrationDelay())
        .containsExactly(Duration.ofMinutes(1), Duration.ofSeconds(20), Duration.ofMinutes(1));
  }

  @Test
  void containers_expose_what_the_listeners_lead_to() {
    var reading = read(NETWORK);

    assertThat(json(reading.definitions().getFirst().tree()))
        .contains(
            "{\"containerPort\":\"53\",\"protocol\":\"udp\",\"name\":\"target-53\"}",
            "{\"containerPort\":\"8443\",\"protocol\":\"tcp\",\"name\":\"proxy-8443\"}",
            "{\"containerPort\":\"81\",\"protocol\":\"tcp\",\"name\":\"proxy-port\"}");
    assertThat(json(reading.tree()))
        .contains(
            "\"containerName\":\"proxy\",\"containerPort\":\"8443\"",
            "\"containerName\":\"dns\",\"containerPort\":\"53\"",
            "\"containerName\":\"proxy\",\"containerPort\":\"81\"",
            "\"healthCheckGracePeriodSeconds\":\"90\"");
  }

  @Test
  void a_port_of_the_image_that_takes_datagrams_has_no_part_in_service_connect() {
    var reading = read(WEB + "http: false\nnlb: {port: 8000/udp}\nnetwork: {connect: true}\n");

    assertThat(json(reading.definitions().getFirst().tree()))
        .contains("{\"containerPort\":\"8000\",\"protocol\":\"udp\",\"name\":\"target\"}");
    assertThat(json(reading.tree()))
        .contains("\"serviceConnectConfiguration\":{\"enabled\":\"true\",\"namespace\":\"test.")
        .doesNotContain("\"portName\"");
  }

  @Test
  void a_listener_of_another_protocol_or_without_a_port_is_refused() {
    assertThat(errors(WEB + "http: false\nnlb: {port: 80/sctp}\n"))
        .containsExactly("\"80/sctp\" is no port of a network load balancer");
    assertThat(errors(WEB + "nlb: {port: 80, additional_listeners: [{target_port: 81}]}\n"))
        .containsExactly("a listener of \"nlb\" without a port");
    assertThat(errors(WEB + "nlb: 80\n")).containsExactly("\"nlb\" is a number");
  }

  private static List<String> errors(String manifest) {
    var problems = new Problems();
    var setting = new CopilotSetting(Optional.empty(), Map.of(), true);
    CopilotManifests.read(List.of(new Source("manifest.yml", manifest)), setting, problems);
    return problems.all().stream().map(Diagnostic::what).toList();
  }

  /// The load balancers of a manifest, behind which its service fits.
  private LoadBalancing balancing(String manifest) {
    var problems = new Problems();
    var reading = read(manifest);
    var tree = Fields.of(reading.tree(), new Findings(problems));
    var balancing = LoadBalancing.ofTemplate(tree);
    var definition =
        TaskDefinitionReader.read(reading.definitions().getFirst().tree(), Map.of(), problems)
            .orElseThrow()
            .definition();
    var service =
        Services.of(tree, VpcDeclaration.NONE).getFirst().with(definition, balancing, problems);
    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    assertThat(service.orElseThrow().revision().loadBalancers()).hasSize(3);
    return balancing;
  }

  @Test
  void a_range_of_tasks_is_a_scalable_target() {
    var manifest =
        """
        name: api
        type: Backend Service
        image: {location: "api:1", port: 80}
        count: {range: 2-5, cpu_percentage: {value: 70, cooldown: {in: 1m30s}}}
        """;

    assertThat(json(read(manifest).tree()))
        .contains(
            "\"desiredCount\":\"2\"",
            "\"scalableTargets\":{\"api\":{\"MinCapacity\":\"2\",\"MaxCapacity\":\"5\"",
            "ECSServiceAverageCPUUtilization",
            "\"ScaleInCooldown\":\"90\"");
  }

  @Test
  void what_a_service_cannot_scale_by_here_is_said() {
    var worker = "name: w\ntype: Worker Service\nimage: {location: a}\n";
    var api = "name: api\ntype: Backend Service\nimage: {location: a, port: 80}\n";

    assertThat(
            read(api
                    + "count: {range: {min: 1, max: 3, spot_from: 2}, requests: 9,"
                    + " response_time: 1s}")
                .notes())
        .contains(
            "not done here yet: scaling by response_time (api)",
            "api: no task is interrupted here as one on Fargate Spot may be");
    assertThat(read(worker + "count: {range: 1-3, queue_delay: {msg_processing_time: 1s}}").notes())
        .contains("not done here yet: scaling by queue_delay (w)");
    assertThat(read(worker + "count: {spot: 2}").notes())
        .contains("w: no task is interrupted here as one on Fargate Spot may be");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {cpu_percentage: 70}            | scaling without a range of tasks
          {range: 1-3}                    | 'a range of tasks, and nothing to scale by'
          {spot: 1, cpu_percentage: 70}   | tasks on Fargate Spot alone do not scale
          {range: 1-3, queue_delay: {}}   | 'a range of tasks, and nothing to scale by'
          """)
  void what_copilot_does_not_scale_by_is_refused(String count, String what) {
    var text = "name: api\ntype: Backend Service\nimage: {location: a, port: 80}\ncount: " + count;
    var problems = new Problems();

    CopilotManifests.read(
        List.of(new Source("manifest.yml", text)),
        new CopilotSetting(Optional.empty(), Map.of(), true),
        problems);

    assertThat(problems.all()).extracting(Diagnostic::what).contains(what);
  }

  @Test
  void a_backend_is_found_by_its_name_and_a_worker_by_none() {
    var backend = "name: api\ntype: Backend Service\nimage: {location: a, port: 80}\n";
    var worker = "name: w\ntype: Worker Service\nimage: {location: a}\n";

    assertThat(json(read(backend).tree()))
        .contains(
            "\"namespaces\":{\"test." + application() + ".local\"", "\"registryArn\":\"api\"");
    assertThat(json(read(worker).tree())).doesNotContain("serviceRegistries");
  }

  @Test
  void a_job_is_a_task_without_a_service() {
    var job =
        """
        name: nightly
        type: Scheduled Job
        on: {schedule: "@daily"}
        image: {location: "tidy:1"}
        command: sh -c 'echo "two words"'
        """;

    var reading = read(job);

    assertThat(json(reading.definitions().getFirst().tree()))
        .contains("\"command\":[\"sh\",\"-c\",\"echo \\\"two words\\\"\"]");
    assertThat(json(reading.tree())).isEqualTo("{\"services\":[]}");
    assertThat(reading.notes()).anyMatch(note -> note.startsWith("nothing starts on a schedule"));
  }

  @Test
  void overrides_of_the_task_definition_are_put_where_their_path_leads() {
    var manifest =
        WEB
            + """
            http: false
            taskdef_overrides:
              - {path: "ContainerDefinitions[0].Ulimits[-].Name", value: nofile}
              - {path: "ContainerDefinitions[0].Ulimits[0].SoftLimit", value: 1024}
              - {path: PidMode, value: task}
            """;

    assertThat(json(read(manifest).definitions().getFirst().tree()))
        .contains("\"ulimits\":[{\"name\":\"nofile\",\"softLimit\":\"1024\"}]")
        .contains("\"pidMode\":\"task\"");
  }

  @Test
  void the_application_is_that_of_the_workspace_and_images_are_built_from_its_folders()
      throws Exception {
    var manifest = folder.resolve("copilot/web/manifest.yml");
    Files.createDirectories(manifest.getParent());
    Files.createDirectories(folder.resolve("src/web"));
    Files.writeString(folder.resolve("src/web/Dockerfile"), "FROM scratch\n");
    Files.writeString(folder.resolve("copilot/.workspace"), "application: shop\n");
    Files.writeString(
        manifest,
        """
        name: web
        type: Backend Service
        image: {build: {dockerfile: src/web/Dockerfile, context: src, args: {V: 1}, target: run}}
        """);
    var problems = new Problems();

    var reading =
        CopilotManifests.read(
                List.of(Source.read(manifest, problems).orElseThrow()),
                new CopilotSetting(Optional.empty(), Map.of(), true),
                problems)
            .orElseThrow();

    assertThat(reading.definitions().getFirst().family()).isEqualTo("shop-test-web");
    assertThat(reading.builds())
        .extracting(ImageBuild::context, ImageBuild::dockerfile, ImageBuild::arguments)
        .containsExactly(
            tuple(folder.resolve("src").toString(), "web/Dockerfile", Map.of("V", "1")));
    assertThat(reading.builds().getFirst().target()).contains("run");
  }

  @Test
  void variables_of_the_shell_are_filled_in_and_escaped_ones_are_not() {
    var manifest = WEB + "http: false\nvariables: {A: \"${WHO}-x\", B: '\\${WHO}'}\n";

    var reading = read(new CopilotSetting(Optional.empty(), Map.of("WHO", "me"), true), manifest);

    assertThat(json(reading.definitions().getFirst().tree()))
        .contains(environment("A", "me-x"), environment("B", "${WHO}"));
  }

  private String application() {
    return Path.of("")
        .toAbsolutePath()
        .getFileName()
        .toString()
        .toLowerCase(java.util.Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-");
  }

  private static String environment(String name, String value) {
    return "{\"name\":\"%s\",\"value\":\"%s\"}".formatted(name, value);
  }

  private static String json(Node node) {
    return JsonText.of(node);
  }

  private Declared read(String... manifests) {
    return read(new CopilotSetting(Optional.empty(), Map.of(), true), manifests);
  }

  private Declared read(CopilotSetting setting, String... manifests) {
    var problems = new Problems();
    var sources = Arrays.stream(manifests).map(text -> new Source("manifest.yml", text)).toList();
    var reading = CopilotManifests.read(sources, setting, problems);
    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    return reading.orElseThrow();
  }
}
