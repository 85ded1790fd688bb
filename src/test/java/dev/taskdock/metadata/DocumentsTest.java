package dev.taskdock.metadata;

import static dev.taskdock.metadata.Known.T0;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.TaskOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The documents, member by member.
final class DocumentsTest {
  private static final TaskView RUNNING = Known.running(taskId(1), TaskOptions.DEFAULT);

  @Test
  void a_task_has_the_members_fargate_gives_it_in_their_order() {
    var task = json(TaskDocument.of(RUNNING, Version.V4, false, T0));

    assertThat(members(task))
        .containsExactly(
            "Cluster",
            "TaskARN",
            "Family",
            "Revision",
            "DesiredStatus",
            "KnownStatus",
            "Limits",
            "PullStartedAt",
            "PullStoppedAt",
            "AvailabilityZone",
            "AvailabilityZoneID",
            "LaunchType",
            "Containers",
            "ClockDrift",
            "EphemeralStorageMetrics",
            "FaultInjectionEnabled");
    assertThat(members(task.at("/Limits"))).containsExactly("CPU", "Memory");
    assertThat(members(task.at("/ClockDrift")))
        .containsExactly("ClockErrorBound", "ReferenceTimestamp", "ClockSynchronizationStatus");
    assertThat(members(task.at("/EphemeralStorageMetrics")))
        .containsExactly("Utilized", "Reserved");
  }

  @Test
  void a_task_of_a_service_names_it_in_version_4() {
    var view = Known.ofService(taskId(1), TaskOptions.DEFAULT);

    var task = json(TaskDocument.of(view, Version.V4, false, T0));

    assertThat(task.at("/ServiceName").asText()).isEqualTo("shop-web");
    assertThat(members(task)).containsSubsequence("Containers", "ServiceName", "ClockDrift");
    assertThat(json(TaskDocument.of(view, Version.V3, false, T0)).has("ServiceName")).isFalse();
  }

  @Test
  void a_container_has_the_members_fargate_gives_it_in_their_order() {
    var container = container("web", Version.V4);

    // Fargate's also has Snapshotter: how its own storage fetched the image.
    assertThat(members(container))
        .containsExactly(
            "DockerId",
            "Name",
            "DockerName",
            "Image",
            "ImageID",
            "Labels",
            "DesiredStatus",
            "KnownStatus",
            "Limits",
            "CreatedAt",
            "StartedAt",
            "Type",
            "Health",
            "LogDriver",
            "LogOptions",
            "ContainerARN",
            "Networks",
            "RestartCount");
    assertThat(members(container.at("/Health"))).containsExactly("status", "statusSince", "output");
    assertThat(members(container.at("/Networks/0")))
        .containsExactly(
            "NetworkMode",
            "IPv4Addresses",
            "AttachmentIndex",
            "MACAddress",
            "IPv4SubnetCIDRBlock",
            "DomainNameServers",
            "DomainNameSearchList",
            "PrivateDNSName",
            "SubnetGatewayIpv4Address");
    assertThat(members(container.at("/Labels")))
        .containsExactly(
            "tier",
            "com.amazonaws.ecs.cluster",
            "com.amazonaws.ecs.container-name",
            "com.amazonaws.ecs.task-arn",
            "com.amazonaws.ecs.task-definition-family",
            "com.amazonaws.ecs.task-definition-version");
  }

  @Test
  void the_values_of_a_task_have_fargates_units_and_types() {
    var task = json(TaskDocument.of(RUNNING, Version.V4, false, T0));

    assertThat(task.at("/TaskARN").asText())
        .isEqualTo("arn:aws:ecs:eu-west-1:000000000000:task/local/" + taskId(1));
    assertThat(task.at("/Revision").isTextual()).isTrue();
    assertThat(task.at("/Limits/CPU").asDouble()).isEqualTo(0.5);
    assertThat(task.at("/Limits/Memory").asInt()).isEqualTo(1024);
    assertThat(task.at("/PullStoppedAt").asText()).isEqualTo("2026-01-02T03:04:09Z");
    assertThat(task.at("/AvailabilityZoneID").asText()).isEqualTo("euw1-az1");
    assertThat(task.at("/EphemeralStorageMetrics/Utilized").asInt()).isEqualTo(6);
    assertThat(task.at("/EphemeralStorageMetrics/Reserved").asInt()).isEqualTo(20496);
    assertThat(task.at("/Containers/0")).isEqualTo(container("web", Version.V4));
  }

  @Test
  void the_values_of_a_container_have_fargates_units_and_types() {
    var container = container("web", Version.V4);

    assertThat(container.at("/DockerId").asText()).matches("[0-9a-f]{32}-[0-9]{10}");
    assertThat(container.at("/Limits")).isEqualTo(json(Map.of("CPU", 2)));
    assertThat(container.at("/LogOptions/awslogs-stream").asText())
        .isEqualTo("ecs/web/" + taskId(1));
    assertThat(container.at("/LogOptions/awslogs-stream-prefix").isMissingNode()).isTrue();
    assertThat(container.at("/ContainerARN").asText())
        .matches(
            "arn:aws:ecs:eu-west-1:000000000000:container/local/"
                + taskId(1)
                + "/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(container.at("/Networks/0/SubnetGatewayIpv4Address").asText())
        .isEqualTo("10.0.1.1/24");
    assertThat(container.at("/Networks/0/PrivateDNSName").asText())
        .isEqualTo("ip-10-0-1-23.eu-west-1.compute.internal");
    assertThat(container.at("/RestartCount").asInt()).isEqualTo(2);
    assertThat(container.at("/Health/statusSince").asText()).isEqualTo("2026-01-02T03:04:16Z");
  }

  @Test
  void a_container_that_has_ended_has_its_code_and_no_health_it_was_never_asked_for() {
    var container = container("log", Version.V4);

    assertThat(container.at("/KnownStatus").asText()).isEqualTo("STOPPED");
    assertThat(container.at("/DesiredStatus").asText()).isEqualTo("STOPPED");
    assertThat(container.at("/ExitCode").asInt()).isEqualTo(3);
    assertThat(container.at("/FinishedAt").asText()).isEqualTo("2026-01-02T03:04:14Z");
    assertThat(members(container)).doesNotContain("Health", "LogDriver", "RestartCount");
  }

  @Test
  void older_versions_have_fewer_members() {
    var task = json(TaskDocument.of(RUNNING, Version.V3, false, T0));
    var container = task.at("/Containers/0");

    assertThat(members(task))
        .contains("AvailabilityZone", "Containers")
        .doesNotContain("AvailabilityZoneID", "ClockDrift", "EphemeralStorageMetrics");
    assertThat(members(container))
        .contains("Health", "Networks")
        .doesNotContain("LogDriver", "LogOptions", "ContainerARN", "RestartCount");
    assertThat(members(container.at("/Networks/0")))
        .containsExactly("NetworkMode", "IPv4Addresses");
  }

  @Test
  void tags_are_told_to_those_who_ask_for_them() {
    var view = Known.running(taskId(1), Known.WITH_ROLE);

    var asked = json(TaskDocument.of(view, Version.V4, true, T0));
    var unasked = json(TaskDocument.of(view, Version.V4, false, T0));

    assertThat(asked.at("/TaskTags/team").asText()).isEqualTo("shop");
    assertThat(unasked.at("/TaskTags").isMissingNode()).isTrue();
  }

  @Test
  void a_task_of_which_nothing_is_there_lists_no_containers() {
    var task = json(TaskDocument.of(Known.begun(taskId(2)), Version.V4, false, T0));

    assertThat(task.at("/KnownStatus").asText()).isEqualTo("NONE");
    assertThat(task.at("/Containers")).isEmpty();
    assertThat(members(task)).doesNotContain("PullStartedAt", "PullStoppedAt");
  }

  @Test
  void what_is_used_is_told_as_the_engine_tells_it_under_fargates_names() {
    var usage =
        json(
            UsageDocument.of(
                RUNNING,
                RUNNING.definition().containerNamed(name("web")),
                new Usage(
                    Optional.of(sample("2026-01-02T03:04:05Z", 1000, 50)),
                    sample("2026-01-02T03:04:07Z", 5000, 150))));

    assertThat(members(usage))
        .containsExactly(
            "read", "cpu_stats", "memory_stats", "name", "id", "networks", "network_rate_stats");
    assertThat(usage.at("/name").asText()).isEqualTo("web");
    assertThat(usage.at("/id").asText()).startsWith(taskId(1) + "-");
    assertThat(usage.at("/memory_stats/limit").asText()).isEqualTo("18446744073709551615");
    assertThat(usage.at("/networks/eth1/rx_bytes").asInt()).isEqualTo(5000);
    assertThat(usage.at("/network_rate_stats/rx_bytes_per_sec").asDouble()).isEqualTo(2000.0);
    assertThat(usage.at("/network_rate_stats/tx_bytes_per_sec").asDouble()).isEqualTo(50.0);
  }

  @Test
  void a_rate_needs_two_samples() {
    var usage =
        json(
            UsageDocument.of(
                RUNNING,
                RUNNING.definition().containerNamed(name("web")),
                new Usage(Optional.empty(), sample("2026-01-02T03:04:05Z", 1000, 50))));

    assertThat(members(usage)).contains("networks").doesNotContain("network_rate_stats");
  }

  private static String sample(String read, int received, int sent) {
    return """
    {"id":"e-web","name":"/taskdock-web","read":"%s","cpu_stats":{"online_cpus":2},
     "memory_stats":{"limit":18446744073709551615},
     "networks":{"eth0":{"rx_bytes":%d,"tx_bytes":%d}}}
    """
        .formatted(read, received, sent);
  }

  private static JsonNode container(String container, Version version) {
    return json(
        ContainerDocument.of(
            RUNNING, RUNNING.definition().containerNamed(name(container)), version));
  }

  private static List<String> members(JsonNode object) {
    return object.propertyStream().map(Map.Entry::getKey).toList();
  }

  private static JsonNode json(Object document) {
    try {
      return new ObjectMapper().readTree(JsonWriter.line(document));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
