package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskdock.problem.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line: what it teaches, takes and refuses.
final class CommandLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "ps",
        "logs",
        "exec",
        "metadata",
        "stop",
        "down",
        "prune",
        "validate",
        "plan",
        "explain",
        "doctor",
        "completion"
      })
  void every_command_explains_itself(String command) {
    var help = Commands.run(command, "--help");

    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: taskdock " + command).contains("-h, --help");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Commands.run("--help").out()).containsPattern("(?m)^  " + command + " +\\w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run ", "logs ", "exec "})
  void examples_can_be_typed(String command) {
    var help = Commands.run((command + "--help").split(" ", -1));

    var examples = help.out().split("Examples:\n", 2);
    assertThat(examples).hasSize(2);
    var lines = examples[1].lines().filter(l -> l.startsWith("  taskdock ")).toList();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
    var subcommands = CommandLines.of(Terminal.system()).getSubcommands().keySet();
    assertThat(lines).allMatch(l -> subcommands.contains(l.strip().split(" ", 3)[1]));
  }

  @Test
  void what_is_not_for_people_is_not_shown() {
    assertThat(Commands.run("--help").out()).doesNotContain("sweep", "warm-up");
    assertThat(Commands.run("run", "--help").out()).doesNotContain("supervised");
  }

  @ParameterizedTest
  @CsvSource({"rnu, run", "valdate, validate", "lgos, logs"})
  void an_unknown_command_is_answered_with_the_nearest(String word, String meant) {
    var ended = Commands.run(word, "x.json");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("'" + word + "'").contains("did you mean " + meant + "?");
  }

  @Test
  void an_unknown_option_is_answered_with_the_nearest() {
    var ended = Commands.run("run", "--cuont", "3", "x.json");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("'--cuont'").contains("did you mean --count?");
  }

  @Test
  void without_a_command_help_is_offered() {
    var ended = Commands.run();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).isEqualTo("taskdock: a command is needed\nTry 'taskdock --help'.\n");
  }

  @Test
  void the_version_is_said() {
    assertThat(Commands.run("--version").out()).matches("taskdock \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--count, 0",
    "--count, 101",
    "--count, many",
    "-p, 99999",
    "-p, 0:80",
    "-p, 80/sctp",
    "-p, http",
    "--pull, sometimes",
    "--project, two words",
    "--platform, windows/amd64"
  })
  void a_value_that_cannot_be_is_refused(String option, String value) throws IOException {
    var file = file("taskdef.json", definition());

    var ended = Commands.run("run", option, value, file);

    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains(option.replaceFirst("^-+", "")).doesNotContain("Exception");
  }

  @Test
  void one_host_port_is_not_given_to_several_tasks() throws IOException {
    var file = file("taskdef.json", definition());

    var ended = Commands.run("run", "--count", "2", "-p", "8080:80", file);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "taskdock: -p HOST:PORT gives one port to 2 tasks; use -p PORT, or the address each"
                + " task has\n");
  }

  @Test
  void values_that_may_be_secrets_are_not_repeated() throws IOException {
    var file = file("taskdef.json", definition());
    var env = file("app.env", "KEY s3cr3t\n=s3cr3t\nexport =s3cr3t\n\"KEY\"=s3cr3t\n");
    var overrides =
        "{\"containerOverrides\":[{\"name\":\"nobody\",\"environment\":[{\"name\":\"A\","
            + "\"value\":\"s3cr3t\"}]},{\"name\":\"app\",\"environment\":{\"A\":\"s3cr3t\"}}]}";

    for (var options :
        List.of(
            List.of("-e", "=s3cr3t"),
            List.of("-e", "apq:A=s3cr3t"),
            List.of("-e", "A B=s3cr3t"),
            List.of("-e", "A=s3cr3t\u0000"),
            List.of("--env-file", env),
            List.of("--overrides", overrides))) {
      var arguments = new ArrayList<>(List.of("plan", file));
      arguments.addAll(1, options);

      var ended = Commands.run(arguments.toArray(String[]::new));

      assertThat(ended.all()).as("%s", options).doesNotContain("s3cr3t");
      assertThat(ended.code()).as("%s", options).isIn(0, 2);
    }
  }

  @Test
  void a_variable_that_is_not_set_here_sets_nothing() throws IOException {
    var ended = Commands.run("plan", "-e", "NO_SUCH_VARIABLE_HERE", file("t.json", definition()));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("error TD1032");
  }

  @Test
  void a_canary_that_has_no_second_target_group_is_refused_before_anything_starts()
      throws IOException {
    file(
        "taskdef.json",
        definition()
            .replaceFirst("\"image\"", "\"portMappings\": [{\"containerPort\": 80}], \"image\""));
    var services =
        file(
            "taskdock.yaml",
            """
            targetGroups: {blue: {Port: 80}}
            services:
              - serviceName: web
                taskDefinition: taskdef.json
                desiredCount: 1
                deploymentConfiguration: {strategy: CANARY}
                loadBalancers: [{targetGroupArn: blue, containerName: app, containerPort: 80}]
            """);

    var ended = Commands.run("up", services);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .contains("error TD4053: CANARY without a second target group")
        .contains("yaml:7:");
  }

  @Test
  void an_image_for_a_container_that_is_not_there_is_refused() throws IOException {
    var ended = Commands.run("plan", "--image", "apq=mine:dev", file("t.json", definition()));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("error TD2043").contains("app");
  }

  @Test
  void a_plan_shows_the_definition_and_the_order() throws Exception {
    var file = file("taskdef.json", definition());

    var text = Commands.run("plan", "--image", "app=mine:dev", "-e", "PASSWORD=s3cr3t", file);
    var json = JSON.readTree(Commands.run("plan", "--json", file).out());

    assertThat(text.code()).isZero();
    assertThat(text.out())
        .startsWith("shop:1  linux/amd64  cpu 256, memory 512 MiB\n  app  mine:dev\n")
        .contains("    environment: A PASSWORD\n")
        .containsSubsequence(
            "start shop/", " db  because ", "start shop/", " app  because db is START")
        .doesNotContain("s3cr3t");
    assertThat(json.at("/family").asText()).isEqualTo("shop");
    assertThat(json.at("/containerDefinitions/0/name").asText()).isEqualTo("app");
    assertThat(json.at("/containerDefinitions/0/dependsOn/0").asText()).isEqualTo("db=START");
    assertThat(json.at("/order").isArray()).isTrue();
  }

  @Test
  void a_plan_shows_where_secrets_are_kept_and_needs_no_value() throws Exception {
    var container =
        ContainerJson.container("app")
            .with("secrets", List.of(Map.of("name", "PASSWORD", "valueFrom", "/shop/password")));
    var definition =
        ContainerJson.definition("shop", container)
            .replaceFirst("\\{", "{\"executionRoleArn\": \"arn:aws:iam::123456789012:role/shop\",");

    var ended = Commands.run("plan", file("taskdef.json", definition));

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("    secrets: PASSWORD=/shop/password\n");
  }

  @Test
  void only_one_reads_standard_input() throws Exception {
    var stdin = System.in;
    System.setIn(new ByteArrayInputStream(definition().getBytes(StandardCharsets.UTF_8)));
    try {
      var ended = Commands.run("plan", "--secret-file", "-", "-");

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains("error TD1002: standard input cannot be read twice");
    } finally {
      System.setIn(stdin);
    }
  }

  @Test
  void every_code_is_explained() {
    var list = Commands.run("explain");

    assertThat(list.code()).isZero();
    assertThat(list.out().lines()).hasSameSizeAs(Code.values());
    for (var code : Code.values()) {
      var page = Commands.run("explain", code.name());
      assertThat(page.code()).isZero();
      assertThat(page.out()).contains(code.name()).contains(code.title());
    }
    assertThat(Commands.run("explain", "td2051")).isEqualTo(Commands.run("explain", "TD2051"));
  }

  @Test
  void an_unknown_code_is_answered_with_the_nearest() {
    var ended = Commands.run("explain", "TD2O51");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).isEqualTo("taskdock: no code TD2O51; did you mean TD2051?\n");
  }

  @Test
  void a_file_is_explained_member_by_member() throws Exception {
    var file =
        file(
            "taskdef.json",
            definition().replace("\"name\" : \"db\"", "\"name\" : \"db\", \"links\": [\"app\"]"));

    var text = Commands.run("explain", file);
    var json = JSON.readTree(Commands.run("explain", "--json", file).out());

    assertThat(text.code()).isZero();
    assertThat(text.out())
        .containsPattern("(?m)^honoured      family  .*taskdef.json:\\d+:\\d+$")
        .containsPattern("(?m)^honoured      containerDefinitions\\[\\].image  .* and 1 more$")
        .containsPattern("(?m)^refused       containerDefinitions\\[\\].links  .*\\n {14}\\w")
        .doesNotContain("hostname");
    assertThat(json.at("/0/member").asText()).isEqualTo("family");
    assertThat(json.at("/0/treatment").asText()).isEqualTo("honoured");
    assertThat(json.at("/0/locations/0/line").asInt()).isPositive();
  }

  @Test
  void the_whole_table_is_explained() {
    var ended = Commands.run("explain", "--all");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("\nignored       proxyConfiguration\n", "\nhonoured      volumes[].name\n");
  }

  @Test
  void what_is_no_task_definition_is_not_explained() throws IOException {
    var ended = Commands.run("explain", file("compose.json", "{\"services\": {}}"));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("error TD2001: a compose file");
  }

  @Test
  void the_completion_script_completes_in_bash() throws Exception {
    var script = file("completion.sh", Commands.run("completion").out());

    assertThat(bash("bash", "-n", script)).isEmpty();
    assertThat(
            bash(
                "bash",
                "-c",
                "source \"$0\"; COMP_WORDS=(taskdock va); COMP_CWORD=1; _complete_taskdock;"
                    + " echo \"${COMPREPLY[*]}\"",
                script))
        .isEqualTo("validate\n");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String definition() {
    return ContainerJson.definition(
        "shop",
        ContainerJson.container("app").environment("A", "1").dependsOn("db", "START"),
        ContainerJson.container("db"));
  }

  private static String bash(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
