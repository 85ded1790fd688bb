package dev.taskdock.launch;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Streams;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.firewall.Ruleset;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerOptions;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the engine is asked for, for a container and for a holder.
final class ContainerSpecsTest {
  private static final Owner OWNER = new Owner("shop", "0a1b2c", "taskdef.json", false);
  private static final int AGENTS_LABELS = 5;
  private static final TaskDefinition DEFINITION =
      task(
          "web",
          container("app")
              .from("registry.example.com/app:1")
              .nonEssential()
              .checked()
              .environment(Map.of("MODE", "a=b\nc"))
              .dependsOn("db", HEALTHY)
              .dependsOn("log", START)
              .stopTimeout(Duration.ofSeconds(7)),
          container("db").checked(),
          container("log"));

  @Test
  void a_container_joins_the_holder_and_publishes_nothing() {
    var spec = spec("app");

    assertThat(spec.networking()).isEqualTo(new Networking.Joined("holder-id"));
    assertThat(spec.surroundings()).isEqualTo(Surroundings.DEFAULT);
  }

  @Test
  void its_name_says_whose_it_is() {
    var spec = spec("app");

    assertThat(spec.name()).isEqualTo("taskdock-shop-00000001-app");
  }

  @Test
  void its_labels_are_all_that_is_needed_to_find_and_stop_it() {
    var spec = spec("app");

    assertThat(spec.labels())
        .hasSize(10 + AGENTS_LABELS)
        .contains(
            Map.entry(Labels.PROJECT, "shop"),
            Map.entry(Labels.RUN, "0a1b2c"),
            Map.entry(Labels.FILE, "taskdef.json"),
            Map.entry(Labels.ROLE, "container"),
            Map.entry(Labels.TASK, taskId(1).id()),
            Map.entry(Labels.DEFINITION, "web:1"),
            Map.entry(Labels.CONTAINER, "app"),
            Map.entry(Labels.ESSENTIAL, "false"),
            Map.entry(Labels.STOP_TIMEOUT, "7"),
            Map.entry(Labels.DEPENDS_ON, "db:HEALTHY,log:START"));
  }

  @Test
  void labels_of_the_definition_are_there_too_and_never_ours() {
    var options =
        options(Map.of(), Map.of("team", "blue", Labels.TASK, "mine", Labels.KEEP, "true"));
    var definition = task("web", container("app").options(options));

    var labels = spec(definition).labels();

    assertThat(labels)
        .containsEntry("team", "blue")
        .containsEntry(Labels.TASK, taskId(1).id())
        .doesNotContainKey(Labels.KEEP);
  }

  @Test
  void kernel_parameters_of_the_network_are_the_holders() {
    var one = options(Map.of("net.core.somaxconn", "1", "kernel.msgmax", "2"), Map.of());
    var other = options(Map.of("net.core.somaxconn", "3"), Map.of());
    var definition = task("web", container("one").options(one), container("other").options(other));

    var container = spec(definition);
    var holder =
        Sandboxes.holder(
            OWNER,
            taskId(1),
            definition,
            new ImageReference("taskdock/holder:1"),
            "network-id",
            Optional.of("10.128.0.2"),
            List.of(),
            Optional.empty());

    assertThat(container.surroundings().privileges().kernelParameters())
        .containsExactly(Map.entry("kernel.msgmax", "2"));
    assertThat(holder.surroundings().privileges().kernelParameters())
        .containsOnly(
            Map.entry("net.ipv4.ip_unprivileged_port_start", "0"),
            Map.entry("net.core.somaxconn", "3"));
  }

  @Test
  void a_task_that_shares_its_processes_has_those_of_its_holder() {
    var definition = task("web", container("app"));
    var options = new TaskOptions(Optional.empty(), Optional.empty(), true, 20, false, Map.of());
    var sharing =
        new TaskDefinition(
            definition.family(),
            1,
            Optional.empty(),
            definition.platform(),
            definition.containers(),
            List.of(),
            options);

    assertThat(spec(definition).surroundings().privileges().processesOf()).isEmpty();
    assertThat(spec(sharing).surroundings().privileges().processesOf()).hasValue("holder-id");
  }

  @Test
  void capabilities_init_terminal_and_input_go_through() {
    var capabilities = new Capabilities(List.of("SYS_PTRACE"), List.of("NET_RAW"));
    var options =
        new ContainerOptions(
            capabilities, true, List.of(), Map.of(), true, true, Map.of(), Optional.empty());

    var surroundings = spec(task("web", container("app").options(options))).surroundings();

    assertThat(surroundings.privileges().capabilities()).isEqualTo(capabilities);
    assertThat(surroundings.privileges().init()).isTrue();
    assertThat(surroundings.streams()).isEqualTo(new Streams(true, true, "json-file", Map.of()));
  }

  @Test
  void what_is_to_be_kept_says_so() {
    var kept = new Owner("shop", "0a1b2c", "taskdef.json", true);

    var labels = kept.labels("network");

    assertThat(labels).containsEntry(Labels.KEEP, "true");
  }

  @Test
  void environment_and_image_go_through_as_they_are() {
    var spec = spec("app");

    assertThat(spec.environment().assignments()).containsExactly("MODE=a=b\nc");
    assertThat(spec.image()).isEqualTo(new ImageReference("registry.example.com/app:1"));
    assertThat(spec.platform()).hasValue("linux/arm64");
    assertThat(spec.invocation()).isEqualTo(Invocation.OF_IMAGE);
  }

  @Test
  void only_a_health_check_of_the_definition_becomes_a_probe() {
    assertThat(spec("app").probe())
        .hasValueSatisfying(probe -> {
          assertThat(probe.test()).containsExactly("CMD", "true");
          assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(5));
          assertThat(probe.retries()).isEqualTo(3);
        });
    assertThat(spec("log").probe()).isEmpty();
  }

  @Test
  void the_holder_owns_the_network_the_ports_and_the_rules() {
    var rules = Ruleset.linkLocalDropped();

    var holder =
        Sandboxes.holder(
            OWNER,
            taskId(1),
            task("web", container("nginx").port(80)),
            new ImageReference("taskdock/holder:1"),
            "network-id",
            Optional.of("10.128.0.2"),
            new Publishing(false, List.of())
                .of(taskId(1), task("web", container("nginx").port(80))),
            Optional.empty());

    assertThat(holder.networking())
        .isInstanceOfSatisfying(
            Networking.Attached.class,
            attached -> {
              assertThat(attached.network()).isEqualTo("network-id");
              assertThat(attached.publications()).hasSize(1);
              assertThat(attached.seat())
                  .hasValue(new Networking.Seat("10.128.0.2", "ip-10-128-0-2.ec2.internal"));
            });
    assertThat(holder.environment().variables()).containsEntry("TASKDOCK_RULES", rules.text());
    assertThat(holder.surroundings().privileges())
        .isEqualTo(
            new Privileges(
                new Capabilities(List.of("NET_ADMIN"), List.of("ALL")),
                true,
                Map.of("net.ipv4.ip_unprivileged_port_start", "0"),
                Optional.empty()));
    assertThat(holder.labels())
        .containsEntry(Labels.ROLE, "holder")
        .containsEntry(Labels.TASK, taskId(1).id())
        .doesNotContainKeys(Labels.CONTAINER, Labels.METADATA);
  }

  @Test
  void the_holder_says_where_metadata_is_served() {
    var endpoint = new TaskEndpoint("10.128.3.1", 40123);

    var holder =
        Sandboxes.holder(
            OWNER,
            taskId(1),
            task("web", container("nginx")),
            new ImageReference("taskdock/holder:1"),
            "network-id",
            Optional.of("10.128.0.2"),
            List.of(),
            Optional.of(endpoint));

    assertThat(holder.labels()).containsEntry(Labels.METADATA, "10.128.3.1:40123");
    assertThat(holder.environment().variables())
        .containsEntry("TASKDOCK_RULES", Ruleset.answering(endpoint).text());
  }

  @Test
  void a_container_has_the_labels_of_the_agent() {
    assertThat(spec("app").labels())
        .containsEntry("com.amazonaws.ecs.container-name", "app")
        .containsEntry(
            "com.amazonaws.ecs.task-arn",
            "arn:aws:ecs:us-east-1:000000000000:task/local/" + taskId(1))
        .containsEntry(
            "com.amazonaws.ecs.cluster", "arn:aws:ecs:us-east-1:000000000000:cluster/local")
        .containsKeys(
            "com.amazonaws.ecs.task-definition-family",
            "com.amazonaws.ecs.task-definition-version");
  }

  @Test
  void a_run_has_a_network_of_its_own() {
    var network = Sandboxes.network(OWNER, Optional.of("10.128.0.0/24"), List.of());

    assertThat(network.name()).isEqualTo("taskdock-shop-0a1b2c");
    assertThat(network.labels()).containsEntry(Labels.ROLE, "network");
    assertThat(network.subnet()).hasValue("10.128.0.0/24");
    assertThat(network.mtu()).isEmpty();
  }

  @Test
  void packets_are_as_large_as_on_the_engines_default_network() {
    var other = new NetworkFacts("1", "other", List.of(), OptionalInt.of(9000), Map.of());
    var bridge = new NetworkFacts("2", "bridge", List.of(), OptionalInt.of(1420), Map.of());

    var network = Sandboxes.network(OWNER, Optional.empty(), List.of(other, bridge));

    assertThat(network.mtu()).hasValue(1420);
  }

  private static ContainerOptions options(
      Map<String, String> controls, Map<String, String> labels) {
    return new ContainerOptions(
        Capabilities.DEFAULT, false, List.of(), controls, false, false, labels, Optional.empty());
  }

  private static ContainerSpec spec(String container) {
    return spec(DEFINITION, DEFINITION.containerNamed(name(container)));
  }

  /// That of the first container.
  private static ContainerSpec spec(TaskDefinition definition) {
    return spec(definition, definition.containers().getFirst());
  }

  private static ContainerSpec spec(TaskDefinition definition, ContainerDefinition container) {
    return ContainerSpecs.of(
        OWNER,
        taskId(1),
        definition,
        container,
        new Place(
            "holder-id",
            Optional.empty(),
            Set.of(),
            new Terms(Optional.of("linux/arm64"), Map.of(), Map.of())));
  }
}
