package dev.taskdock.input.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.taskdock.input.Source;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a compose file becomes.
final class ComposeImportTest {
  @TempDir private Path folder;
  private final Problems problems = new Problems();

  @Test
  void services_become_the_containers_of_one_task_that_know_each_other_at_127_0_0_1() {
    var definition =
        taskdef(
            """
            name: Shop
            services:
              web:
                image: nginx:1
                environment: {API_URL: "http://api:8080/x", API_HOST: api, TITLE: the api of web}
                command: serve --api=api:8080 "a b"
                ports: ["8080:80"]
                depends_on: {api: {condition: service_healthy}, init: {condition: service_completed_successfully}}
              api:
                image: api:1
                expose: ["8080"]
                healthcheck: {test: curl -f http://api:8080, interval: 10s, start_period: 1m}
              init: {image: init:1}
            """);

    assertThat(definition)
        .contains(entry("family", "shop"), entry("cpu", "256"), entry("memory", "2048"));
    var web = container(definition, "web");
    assertThat(web.get("command")).isEqualTo(List.of("serve", "--api=127.0.0.1:8080", "a b"));
    assertThat(web.get("environment"))
        .isEqualTo(
            List.of(
                Map.of("name", "API_URL", "value", "http://127.0.0.1:8080/x"),
                Map.of("name", "API_HOST", "value", "127.0.0.1"),
                Map.of("name", "TITLE", "value", "the api of web")));
    assertThat(web.get("dependsOn"))
        .isEqualTo(
            List.of(
                Map.of("containerName", "api", "condition", "HEALTHY"),
                Map.of("containerName", "init", "condition", "SUCCESS")));
    assertThat(container(definition, "init").get("essential")).isEqualTo(false);
    assertThat(container(definition, "api").get("healthCheck"))
        .isEqualTo(
            Map.of(
                "command",
                List.of("CMD-SHELL", "curl -f http://127.0.0.1:8080"),
                "interval",
                10,
                "startPeriod",
                60));
    assertThat(imported.orElseThrow().notes())
        .contains(
            "web was at port 8080 of this machine; a task has its own ports only: taskdock run -p 8080:80");
  }

  @Test
  void what_need_not_be_there_is_not_waited_for_and_not_read() {
    var definition =
        taskdef(
            """
            services:
              web:
                image: nginx:1
                depends_on: {cache: {condition: service_started, required: false}}
                env_file: [{path: ./none.env, required: false}]
              cache: {image: "redis:7", profiles: [full]}
            """);

    assertThat(container(definition, "web")).doesNotContainKeys("dependsOn", "environmentFiles");
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void a_wait_for_nothing_is_told_where_it_is_written() {
    read(
        """
        services:
          web:
            image: nginx:1
            depends_on:
              - api
              - cache
          api: {image: "api:1"}
        """,
        false,
        Set.of());

    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("\"web\" waits for no service of this file");
    assertThat(problems.all().getFirst().location().orElseThrow().line()).isEqualTo(6);
  }

  @Test
  void the_compose_file_is_no_file_of_a_folder_that_is_mounted() throws IOException {
    Files.writeString(folder.resolve("docker-compose.yml"), "x: http://db:5432");
    Files.createDirectories(folder.resolve(".git"));
    Files.writeString(folder.resolve(".git/x"), "http://db:5432");
    Files.writeString(folder.resolve("app.conf"), "http://db:5432");

    taskdef(
        """
        services:
          web: {image: "nginx:1", volumes: [".:/code"]}
          db: {image: "db:1"}
        """);

    assertThat(problems.all()).hasSize(1);
    assertThat(problems.all().getFirst().location().orElseThrow().file()).endsWith("app.conf");
  }

  @Test
  void an_image_of_ecr_and_logs_of_aws_need_a_role() {
    var image =
        taskdef("services: {web: {image: \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1\"}}");
    var logs =
        taskdef(
            """
            services:
              web:
                image: nginx:1
                restart: "no"
                network_mode: bridge
                logging: {driver: awslogs, options: {awslogs-group: shop, awslogs-region: eu-west-1}}
            """);

    assertThat(image).containsEntry("executionRoleArn", "ecsTaskExecutionRole");
    assertThat(logs).containsEntry("executionRoleArn", "ecsTaskExecutionRole");
    assertThat(container(logs, "web").get("logConfiguration"))
        .isEqualTo(
            Map.of(
                "logDriver",
                "awslogs",
                "options",
                Map.of("awslogs-group", "shop", "awslogs-region", "eu-west-1")));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void an_external_volume_that_is_a_file_system_of_efs_is_that() {
    var definition =
        taskdef(
            """
            services: {web: {image: "nginx:1", volumes: ["data:/data"]}}
            volumes: {data: {external: true, name: fs-0123abcd}}
            """);

    assertThat(definition.get("volumes"))
        .isEqualTo(
            List.of(
                Map.of(
                    "name",
                    "data",
                    "efsVolumeConfiguration",
                    Map.of("fileSystemId", "fs-0123abcd"))));
    assertThat(imported.orElseThrow().notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          port: ["80:80"]              | compose knows no member "port"
          environment: A=b             | "environment" of "web" in a form that is not read
          mem_limit: lots              | "lots" is no size
          environment: {A: [b]}        | the variable "A" is no text
          ports: ["53:53/sctp"]        | not taken over: the port 53:53/sctp
          cpus: many                   | "many" is no number of CPUs
          stop_grace_period: a while   | "a while" is no duration
          deploy: {mode: global}       | not taken over: "deploy.mode" of "web"
          entrypoint: ""               | not taken over: the empty "entrypoint" of "web"
          x-aws-role: {a: b}           | not taken over: "x-aws-role" of "web"
          """)
  void what_cannot_be_read_is_told_at_its_line(String member, String what) {
    read("services:\n  web:\n    image: nginx:1\n    " + member + "\n", false, Set.of());

    assertThat(problems.all()).extracting(Diagnostic::what).containsExactly(what);
    assertThat(problems.all().getFirst().location().orElseThrow().line()).isEqualTo(4);
  }

  @Test
  void the_protocol_of_a_port_may_be_written_in_capitals() {
    var definition = taskdef("services: {web: {image: \"nginx:1\", ports: [\"53:53/UDP\"]}}");

    assertThat(container(definition, "web").get("portMappings"))
        .isEqualTo(List.of(Map.of("containerPort", 53, "protocol", "udp")));
  }

  @Test
  void half_a_cpu_may_begin_with_its_point() {
    var definition = taskdef("services: {web: {image: \"nginx:1\", cpus: .5}}");

    assertThat(container(definition, "web")).containsEntry("cpu", 512);
  }

  @Test
  void variables_that_multiply_a_text_end_with_a_diagnostic() {
    var text = new StringBuilder("services: {web: {image: \"nginx:1\", labels: {");
    for (int i = 0; i < 2000; i++) {
      text.append("l%d: \"%s\", ".formatted(i, "${HOME}".repeat(8)));
    }
    text.append("}}}");
    var asked = new ImportAsked(folder, false, Set.of(), Map.of("HOME", "x".repeat(100_000)));

    var read =
        ComposeImport.read(new Source("compose.yaml", text.toString()), folder, asked, problems);

    assertThat(read).isEmpty();
    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("the variables of this file make it too large");
  }

  @Test
  void a_task_for_each_service_is_found_by_a_name_of_cloud_map() {
    var imported =
        read(
                """
                name: shop
                services:
                  web: {image: "nginx:1", environment: ["API=http://api:8080"], deploy: {replicas: 3}}
                  api: {image: "api:1", ports: ["8080"]}
                """,
                true,
                Set.of())
            .orElseThrow();

    assertThat(imported.definitions()).containsOnlyKeys("web.json", "api.json");
    assertThat(
            container(
                    Optional.ofNullable(imported.definitions().get("web.json")).orElseThrow(),
                    "web")
                .toString())
        .contains("http://api.shop.local:8080");
    assertThat(imported.overlay())
        .contains(
            "shop.local:", "serviceName: web", "desiredCount: 3", "taskDefinition: ./api.json");
  }

  @Test
  void what_stands_on_the_laptop_goes_into_the_overlay() throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(folder.resolve("web.env"), "A=1");
    var definition =
        taskdef(
            """
            name: shop
            services:
              web:
                build: {context: ./web, args: {VERSION: 1}, target: run}
                env_file: web.env
                secrets: [key, password]
                environment: {PASSWORD_FILE: /run/secrets/password}
                volumes: ["./conf:/etc/conf:ro", "data:/data", {type: tmpfs, target: /tmp}]
                tmpfs: /run:size=32m
            secrets: {key: {file: ./key.txt}, password: {environment: PASSWORD}}
            """);

    var web = container(definition, "web");
    assertThat(web.get("image")).isEqualTo("shop-web:1");
    assertThat(web.get("secrets"))
        .isEqualTo(
            List.of(
                Map.of("name", "KEY", "valueFrom", "/shop/key"),
                Map.of("name", "PASSWORD", "valueFrom", "/shop/password")));
    assertThat(web).doesNotContainKey("environment");
    assertThat(web.get("mountPoints"))
        .isEqualTo(
            List.of(
                Map.of(
                    "sourceVolume", "web-etc-conf", "containerPath", "/etc/conf", "readOnly", true),
                Map.of("sourceVolume", "data", "containerPath", "/data")));
    assertThat(web.get("linuxParameters"))
        .isEqualTo(
            Map.of(
                "tmpfs",
                List.of(
                    Map.of("containerPath", "/tmp", "size", 64),
                    Map.of("containerPath", "/run", "size", 32))));
    assertThat(definition.get("executionRoleArn")).isEqualTo("ecsTaskExecutionRole");
    assertThat(imported.orElseThrow().overlay())
        .contains(
            "shop-web:1:",
            "context: ../web",
            "target: run",
            "file: ../key.txt",
            "env: PASSWORD",
            "arn:aws:s3:::shop/web/1-web.env: ../web.env",
            "web-etc-conf: ../conf");
  }

  @Test
  void merge_keys_extends_variables_and_profiles_are_resolved() {
    var definition =
        taskdef(
            """
            name: shop
            x-common: &common {user: "1000", environment: {A: "1"}}
            services:
              base: {<<: *common, image: "app:${TAG:-2}", environment: [A=0, "B=${EMPTY-none}"]}
              web: {extends: base, environment: {C: "$$x"}, working_dir: /app, stop_grace_period: 5m}
              debug: {image: "tool:1", profiles: [debug]}
            """);

    var web = container(definition, "web");
    assertThat(web)
        .contains(
            entry("image", "app:2"),
            entry("user", "1000"),
            entry("workingDirectory", "/app"),
            entry("stopTimeout", 120));
    assertThat(web.get("environment"))
        .isEqualTo(
            List.of(
                Map.of("name", "A", "value", "0"),
                Map.of("name", "B", "value", "none"),
                Map.of("name", "C", "value", "$x")));
    assertThat(imported.orElseThrow().notes())
        .contains("debug is left out; --profile debug takes it in");
  }

  @Test
  void names_in_files_that_a_container_reads_are_told_line_by_line() throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        folder.resolve("conf/site.conf"),
        "server { # php\n  fastcgi_pass php:9000;\n  root /php;\n}\n");

    taskdef(
        """
        services:
          web: {image: "nginx:1", volumes: ["./conf:/etc/nginx/conf.d"]}
          php: {image: "php:8"}
        """);

    var told = problems.all().stream().filter(d -> d.code() == Code.TD1072).toList();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().what()).isEqualTo("\"php:9000\" must become 127.0.0.1:9000");
    assertThat(told.getFirst().location().orElseThrow().line()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"1m30s,90000", "500ms,500", "2h,7200000", "10,10000"})
  void a_duration_is_read_as_compose_reads_it(String text, long milliseconds) {
    assertThat(Words.duration(text)).contains(Duration.ofMillis(milliseconds));
  }

  @ParameterizedTest
  @CsvSource({"512m,512", "1.5g,1536", "1048577,2", "64MB,64", "100k,1"})
  void a_size_is_in_mebibytes_rounded_up(String text, int mebibytes) {
    assertThat(Words.mebibytes(text)).contains(mebibytes);
  }

  private Optional<Imported> imported = Optional.empty();

  private Map<String, Object> taskdef(String text) {
    imported = read(text, false, Set.of());
    return Optional.ofNullable(
            imported
                .orElseThrow(() ->
                    new AssertionError(
                        problems.all().stream().map(Diagnostic::what).toList().toString()))
                .definitions()
                .get("taskdef.json"))
        .orElseThrow();
  }

  private Optional<Imported> read(String text, boolean each, Set<String> profiles) {
    var asked =
        new ImportAsked(
            folder.resolve("out"), each, profiles, Map.of("EMPTY_", "", "HOME", "/root"));
    return ComposeImport.read(new Source("compose.yaml", text), folder, asked, problems);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> container(Map<String, Object> definition, String name) {
    return ((List<Map<String, Object>>) definition.getOrDefault("containerDefinitions", List.of()))
        .stream().filter(c -> name.equals(c.get("name"))).findFirst().orElseThrow();
  }
}
