package dev.taskdock.launch;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Mount;
import dev.taskdock.engine.Streams;
import dev.taskdock.engine.VolumeSpec;
import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.FirelensConfiguration;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Locality;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Logging;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.Resources;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.TaskDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a task with a FireLens router is made of.
final class FirelensTest {
  private static final Owner OWNER = new Owner("shop", "0a1b2c", "taskdef.json", false);
  private static final Locality LOCALITY = new Locality("eu-west-1", "123456789012", "local");
  private static final String ARN =
      "arn:aws:ecs:eu-west-1:123456789012:task/local/00000001000000010000000100000001";

  @Test
  void output_is_sent_to_the_routers_socket() {
    var app = routed("app", Map.of("Name", "stdout", "log-driver-buffer-limit", "2097152"));

    var spec = spec(task("web", app, fluentBit(Map.of())), 0);

    assertThat(spec.surroundings().streams())
        .isEqualTo(
            new Streams(
                false,
                false,
                "fluentd",
                Map.of(
                    "tag", "app-firelens-00000001000000010000000100000001",
                    "fluentd-address", "unix:///engine/router/fluent.sock",
                    "fluentd-async", "true",
                    "fluentd-sub-second-precision", "true",
                    "fluentd-buffer-limit", "2097152")));
    assertThat(spec.environment().variables())
        .isEqualTo(Map.of("FLUENT_HOST", "127.0.0.1", "FLUENT_PORT", "24224"));
    assertThat(spec.surroundings().files().mounts()).isEmpty();
  }

  @Test
  void the_router_has_the_socket_and_is_root() {
    var spec = spec(task("web", routed("app", Map.of()), fluentBit(Map.of())), 1);

    assertThat(spec.surroundings().files().mounts())
        .containsExactly(
            new Mount(
                new Mount.Source.OfVolume("taskdock-00000001-router", false), "/var/run", false),
            new Mount(
                new Mount.Source.OfVolume("taskdock-00000001-router-configuration", true),
                "/fluent-bit/etc",
                false));
    assertThat(spec.invocation().user()).hasValue("0");
    assertThat(spec.environment().variables()).isEmpty();
    assertThat(spec.surroundings().streams()).isEqualTo(Streams.DEFAULT);
  }

  @Test
  void a_router_that_names_its_user_keeps_it_and_fluentd_is_told_that_it_is_root() {
    var own = new Invocation(List.of(), List.of("go"), Optional.empty(), Optional.of("0:1"));
    var router = router(FirelensConfiguration.Type.FLUENTD, Map.of()).invocation(own);

    var spec = spec(task("web", routed("app", Map.of()), router), 1);

    assertThat(spec.invocation()).isEqualTo(own);
    assertThat(spec.environment().variables()).isEqualTo(Map.of("FLUENT_UID", "0"));
  }

  @Test
  void the_volume_of_the_socket_is_the_tasks_and_has_a_short_name() {
    var owner = new Owner("p".repeat(255), "0a1b2c", "taskdef.json", false);
    var definition = task("web", routed("app", Map.of()), fluentBit(Map.of()));

    var volume = Firelens.socket(owner, taskId(1), definition);

    assertThat(volume)
        .hasValueSatisfying(v -> {
          assertThat(v.name()).isEqualTo("taskdock-00000001-router");
          assertThat(Volumes.of(owner, taskId(1), definition, Terms.NONE))
              .extracting(VolumeSpec::name)
              .containsExactly(v.name() + "-configuration");
          assertThat(v.labels())
              .containsEntry(Labels.TASK, taskId(1).id())
              .containsEntry(Labels.RUN, "0a1b2c")
              .containsEntry(Labels.ROLE, "volume");
        });
    assertThat(Firelens.socket(owner, taskId(1), task("web", container("app")))).isEmpty();
  }

  @Test
  void a_configuration_of_fluent_bit_has_its_parts_in_their_order() {
    var router =
        fluentBit(Map.of("config-file-type", "file", "config-file-value", "/extra.conf"))
            .resources(new Resources(Optional.empty(), Optional.empty(), megabytes(100)));
    var app =
        routed(
            "app",
            Map.of(
                "Name", "datadog",
                "provider", "ecs",
                "Host", "example.com",
                "log-driver-buffer-limit", "1",
                "include-pattern", "^WARN",
                "exclude-pattern", "health check"),
            "apikey");

    var file = file(task("web", router, app, routed("other", Map.of())));

    assertThat(file.path()).isEqualTo("/fluent-bit/etc/fluent-bit.conf");
    assertThat(file.router().name()).isEqualTo("router");
    assertThat(file).hasToString("router:/fluent-bit/etc/fluent-bit.conf");
    assertThat(file.text())
        .isEqualTo(
            """
            [INPUT]
                Name forward
                unix_path /var/run/fluent.sock
                Mem_Buf_Limit 50MB

            [INPUT]
                Name forward
                Listen 127.0.0.1
                Port 24224

            [INPUT]
                Name tcp
                Tag firelens-healthcheck
                Listen 127.0.0.1
                Port 8877

            [FILTER]
                Name grep
                Match app-firelens*
                Regex log ^WARN

            [FILTER]
                Name grep
                Match app-firelens*
                Exclude log health check

            [FILTER]
                Name record_modifier
                Match *
                Record ecs_cluster local
                Record ecs_task_arn %s
                Record ecs_task_definition web:1

            @INCLUDE /extra.conf

            [OUTPUT]
                Name null
                Match firelens-healthcheck

            [OUTPUT]
                Name datadog
                Match app-firelens*
                Host example.com
                provider ecs
                apikey ${apikey_1}
            """
                .formatted(ARN));
  }

  @Test
  void a_configuration_of_fluentd_has_its_parts_in_their_order() {
    var router =
        router(
            FirelensConfiguration.Type.FLUENTD,
            Map.of("config-file-type", "file", "config-file-value", "/extra.conf"));
    var app =
        routed(
            "app",
            Map.of(
                "@type", "http",
                "endpoint", "https://example.com",
                "include-pattern", "^WARN",
                "exclude-pattern", "health"),
            "token");

    var file = file(task("web", app, router));

    assertThat(file.path()).isEqualTo("/fluentd/etc/fluent.conf");
    assertThat(file.text())
        .isEqualTo(
            """
            <source>
                @type unix
                path /var/run/fluent.sock
            </source>

            <source>
                @type forward
                bind 127.0.0.1
                port 24224
            </source>

            <filter app-firelens**>
                @type grep
                <regexp>
                    key log
                    pattern ^WARN
                </regexp>
            </filter>

            <filter app-firelens**>
                @type grep
                <exclude>
                    key log
                    pattern health
                </exclude>
            </filter>

            <filter **>
                @type record_transformer
                <record>
                    ecs_cluster local
                    ecs_task_arn %s
                    ecs_task_definition web:1
                </record>
            </filter>

            @include /extra.conf

            <match app-firelens**>
                @type http
                endpoint https://example.com
                token "#{ENV['token_0']}"
            </match>
            """
                .formatted(ARN));
  }

  @Test
  void metadata_is_left_out_where_it_is_switched_off_and_a_buffer_has_a_size() {
    var router = fluentBit(Map.of("enable-ecs-log-metadata", "False"));
    var sized =
        fluentBit(Map.of())
            .resources(new Resources(Optional.empty(), megabytes(64), Optional.empty()));

    assertThat(file(task("web", routed("app", Map.of()), router)).text())
        .contains("Mem_Buf_Limit 25MB")
        .doesNotContain("FILTER", "Match app");
    assertThat(file(task("web", routed("app", Map.of()), sized)).text())
        .contains("Mem_Buf_Limit 32MB");
  }

  private static Optional<Mebibytes> megabytes(int count) {
    return Optional.of(new Mebibytes(count));
  }

  private static RouterFile file(TaskDefinition definition) {
    return RouterFile.of(LOCALITY, taskId(1), definition).orElseThrow();
  }

  private static ContainerSpec spec(TaskDefinition definition, int index) {
    return ContainerSpecs.of(
        OWNER,
        taskId(1),
        definition,
        definition.containers().get(index),
        new Place("holder", Optional.empty(), Set.of(), Terms.NONE, Optional.of("/engine/router")));
  }

  private static ContainerFixture fluentBit(Map<String, String> options) {
    return router(FirelensConfiguration.Type.FLUENTBIT, options);
  }

  private static ContainerFixture router(
      FirelensConfiguration.Type type, Map<String, String> options) {
    return container("router")
        .logging(
            new Logging(Optional.empty(), Optional.of(new FirelensConfiguration(type, options))));
  }

  private static ContainerFixture routed(
      String name, Map<String, String> options, String... secrets) {
    var secretOptions =
        List.of(secrets).stream()
            .map(s -> new Secret(s, SecretReference.parse("/" + s).orElseThrow()))
            .toList();
    return container(name)
        .logging(
            new Logging(
                Optional.of(new LogConfiguration("awsfirelens", options, secretOptions)),
                Optional.empty()));
  }
}
