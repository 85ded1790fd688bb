package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskdock.problem.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// `taskdock validate` and bad input: a diagnostic with a place, exit code 2, never a stack trace.
final class ValidateCommandTest {
  private static final int HUNDRED_MEGABYTES = 100 << 20;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> bad_input_is_refused() {
    var cases = new TreeMap<String, String>();
    cases.put("nothing", "");
    cases.put("blanks", " \n\t ");
    cases.put("not JSON", "family: shop");
    cases.put("truncated", ContainerJson.definition("shop", app()).substring(0, 200));
    cases.put("null", "null");
    cases.put("a number", "17");
    cases.put("a text", "\"taskdef\"");
    cases.put("an empty list", "[]");
    cases.put("an empty object", "{}");
    cases.put("brackets", "[".repeat(100_000));
    cases.put("braces", "{\"a\":".repeat(100_000));
    cases.put("a number of a megabyte", "{\"family\": " + "9".repeat(1 << 20) + "}");
    cases.put("a text of a megabyte", "{\"family\": \"" + "x".repeat(1 << 20) + "\"}");
    cases.put("NUL", "\0\0\0\0");
    cases.put("no containers", containers("[]"));
    cases.put("containers that are none", containers("[null, 1, \"x\", [], true]"));
    cases.put("a container of nulls", containers("[{\"name\": null, \"image\": null}]"));
    cases.put("no essential container", of(app().with("essential", false)));
    cases.put("eleven containers", of(many(11)));
    cases.put("two of one name", of(app(), app()));
    cases.put("an odd name", of(ContainerJson.container("../../etc")));
    cases.put("a long name", of(ContainerJson.container("x".repeat(256))));
    cases.put("a bad image", of(app().image("UPPER/Case:::")));
    cases.put("an image with a line end", of(app().image("debian\nbookworm")));
    cases.put("a bad port", of(app().port(-1)));
    cases.put("a port twice", of(app().port(80), ContainerJson.container("b").port(80)));
    cases.put(
        "another host port", of(app().portMapping(Map.of("containerPort", 1, "hostPort", 2))));
    cases.put("a circle", of(app().dependsOn("app", "START")));
    cases.put("a NUL in a value", of(app().environment("A", "x\0y")));
    cases.put("a value too long", of(app().environment("A", "x".repeat(200_000))));
    cases.put("an empty variable name", of(app().environment("", "x")));
    for (var member :
        new String[] {"image", "command", "environment", "portMappings", "dependsOn"}) {
      for (var value : new Object[] {Map.of("a", 1), List.of(List.of())}) {
        cases.put(member + " = " + value, of(app().with(member, value)));
      }
    }
    return cases.entrySet().stream()
        .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> isRefused(file(c.getValue()))));
  }

  @Test
  void a_hundred_megabytes_are_not_read() throws IOException {
    byte[] bytes = new byte[HUNDRED_MEGABYTES];
    Arrays.fill(bytes, (byte) '[');

    isRefused(Files.write(folder.resolve("large.json"), bytes).toString());
  }

  @Test
  void what_is_no_text_is_refused() throws IOException {
    var junk = new byte[4096];
    IntStream.range(0, junk.length).forEach(i -> junk[i] = (byte) (i * 7919));
    var utf16 = ContainerJson.definition("shop", app()).getBytes(StandardCharsets.UTF_16);

    isRefused(Files.write(folder.resolve("junk"), junk).toString());
    isRefused(Files.write(folder.resolve("utf16"), utf16).toString());
  }

  @Test
  void what_is_no_file_is_refused() throws IOException {
    isRefused(folder.toString());
    isRefused(folder.resolve("missing.json").toString());
    isRefused(Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop")).toString());
    isRefused("");
  }

  @Test
  void a_valid_file_passes() throws IOException {
    var ended = Commands.run("validate", file(of(app())));

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEqualTo("no problems in 1 file\n");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void one_output_has_one_form() throws IOException {
    var ended = Commands.run("validate", "--json", "--sarif", file(of(app())));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("taskdock: --json or --sarif");
  }

  @Test
  void a_page_and_the_list_of_codes_are_there_as_json() throws IOException {
    var page = new ObjectMapper().readTree(Commands.run("explain", "--json", "td2051").out());
    var list = new ObjectMapper().readTree(Commands.run("explain", "--json").out());

    assertThat(page.at("/code").asText()).isEqualTo("TD2051");
    assertThat(page.at("/title").asText()).isEqualTo(Code.TD2051.title());
    assertThat(page.at("/page").asText()).startsWith("# TD2051: ");
    assertThat(list).hasSize(Code.values().length);
    assertThat(list.at("/0/code").asText()).isEqualTo("TD1001");
  }

  @Test
  void one_bad_file_of_several_is_enough() throws IOException {
    var good = file(of(app()));
    var bad = Files.writeString(folder.resolve("bad.json"), containers("[]")).toString();

    var ended = Commands.run("validate", good, bad, good);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).contains("bad.json:").doesNotContain("taskdef.json:");
  }

  @Test
  void diagnostics_are_there_as_json() throws IOException {
    var bad = file(of(app().port(80), ContainerJson.container("b").port(80)));

    var ended = Commands.run("validate", "--json", bad);
    var json = new ObjectMapper().readTree(ended.out());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(json.at("/valid").asBoolean(true)).isFalse();
    assertThat(json.at("/diagnostics/0/code").asText()).isEqualTo("TD2051");
    assertThat(json.at("/diagnostics/0/severity").asText()).isEqualTo("error");
    assertThat(json.at("/diagnostics/0/location/file").asText()).isEqualTo(bad);
    assertThat(json.at("/diagnostics/0/location/line").asInt()).isPositive();
    assertThat(json.at("/diagnostics/0/related/0/line").asInt()).isPositive();
  }

  @Test
  void the_strict_refuse_what_has_no_effect_here_and_what_is_worth_a_note() throws IOException {
    var file = file(of(app().image("debian").with("versionConsistency", "disabled")));

    var usual = Commands.run("validate", file);
    var strict = Commands.run("validate", "--strict", file);

    assertThat(usual.code()).isZero();
    assertThat(usual.out())
        .isEqualTo(
            file
                + ": accepted but without effect here: app.versionConsistency\n"
                + "no problems in 1 file\n");
    assertThat(strict.code()).isEqualTo(2);
    assertThat(strict.out())
        .contains("error TD2017: ", "error TD2044: ", "2 errors in 1 file")
        .doesNotContain("accepted but");
  }

  @TestFactory
  Stream<DynamicTest> what_aws_refuses_and_we_run_is_a_warning_and_an_error_of_the_strict() {
    var good = ContainerJson.definition("shop", app());
    var cases = new TreeMap<String, String>();
    cases.put("TD2014", good.replace("\"networkMode\"", "\"deregisteredAt\""));
    cases.put("TD2006", of(app().portMapping(Map.of("containerPort", 80, "protocol", "sctp"))));
    cases.put("TD2004", of(app().with("enviroment", List.of())));
    cases.put("TD2003", of(app().portMapping(Map.of("containerPort", "80"))));
    cases.put("TD2012", good.replace("\"FARGATE\"", "\"EC2\""));
    cases.put(
        "TD2132",
        of(
            app()
                .with(
                    "ulimits",
                    List.of(Map.of("name", "nofile", "softLimit", 1, "hardLimit", 1_048_577)))));
    return cases.entrySet().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.getKey(),
                () -> {
                  var file = file(c.getValue());
                  var usual = Commands.run("validate", file);
                  var strict = Commands.run("validate", "--strict", file);

                  assertThat(usual.code()).isZero();
                  assertThat(usual.out()).contains("warning " + c.getKey() + ": ");
                  assertThat(strict.code()).isEqualTo(2);
                  assertThat(strict.out()).contains("error " + c.getKey() + ": ");
                }));
  }

  @Test
  void a_file_system_that_no_folder_stands_for_is_said() throws IOException {
    var mounted =
        app()
            .with("mountPoints", List.of(Map.of("sourceVolume", "data", "containerPath", "/data")));
    var file =
        file(
            of(mounted)
                .replaceFirst(
                    "\\{",
                    "{\"volumes\": [{\"name\": \"data\","
                        + " \"efsVolumeConfiguration\": {\"fileSystemId\": \"fs-1\"}}],"));

    var unmapped = Commands.run("validate", file);
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("taskdock.yaml"), "volumes:\n  data: ./data\n");
    var mapped = Commands.run("validate", file);

    assertThat(unmapped.code()).isZero();
    assertThat(unmapped.out())
        .contains("warning TD2111: \"data\": an empty volume stands for fs-1");
    assertThat(mapped.code()).isZero();
    assertThat(mapped.out()).isEqualTo("no problems in 1 file\n");
  }

  @Test
  void diagnostics_are_there_as_sarif() throws IOException {
    var bad = file(of(app().port(80), ContainerJson.container("b").port(80)));

    var ended = Commands.run("validate", "--sarif", bad);
    var json = new ObjectMapper().readTree(ended.out());
    var run = json.at("/runs/0");
    var result = run.at("/results/0");
    var region = result.at("/locations/0/physicalLocation/region");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(json.at("/version").asText()).isEqualTo("2.1.0");
    assertThat(run.at("/tool/driver/name").asText()).isEqualTo("taskdock");
    assertThat(run.at("/tool/driver/rules/0/id").asText()).isEqualTo("TD2051");
    assertThat(result.at("/ruleId").asText()).isEqualTo("TD2051");
    assertThat(result.at("/ruleIndex").asInt(-1)).isZero();
    assertThat(result.at("/level").asText()).isEqualTo("error");
    assertThat(result.at("/message/text").asText()).contains("mapped by both", "Fix: ");
    assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo(Path.of(bad).toUri().toString());
    assertThat(region.at("/startLine").asInt()).isPositive();
    assertThat(region.at("/endColumn").asInt()).isEqualTo(region.at("/startColumn").asInt() + 2);
    assertThat(result.at("/relatedLocations/0/message/text").asText()).contains("maps it here");
  }

  @Test
  void a_broken_overlay_beside_what_is_checked_is_told_as_a_run_tells_it() throws IOException {
    var template =
        Files.writeString(
            folder.resolve("web.yaml"),
            """
            Resources:
              T:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  Family: web
                  RequiresCompatibilities: [FARGATE]
                  NetworkMode: awsvpc
                  Cpu: 256
                  Memory: 512
                  ContainerDefinitions: [{Name: app, Image: "debian:12"}]
            """);
    for (var overlay : List.of("biuld: {}", "volumes: {data: ./nowhere}", "volumes: [", "\"")) {
      Files.writeString(folder.resolve("taskdock.yaml"), overlay + "\n");

      for (var file : List.of(file(of(app())), template.toString())) {
        var validated = Commands.run("validate", file);
        var planned = Commands.run("plan", file);

        assertThat(validated.code()).as(overlay).isEqualTo(planned.code());
        assertThat(told(validated)).as(overlay).isNotEmpty().isEqualTo(told(planned));
      }
    }
  }

  private static List<String> told(Commands.Ended ended) {
    return ended.all().lines().filter(line -> line.matches("(error|warning) TD.*")).toList();
  }

  @Test
  void the_tests_beside_a_definition_are_read_with_its_containers() throws IOException {
    Files.writeString(
        folder.resolve("taskdock.yaml"),
        """
        tests:
          - dns: {container: nobody, name: db}
          - log: {container: app, contains: ready}
        """);

    var ended = Commands.run("validate", file(of(app())));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out())
        .contains("TD1061", "nobody", "taskdock.yaml:2:")
        .doesNotContain("taskdock.yaml:3:");
  }

  @Test
  void an_overlay_is_checked_with_the_definitions_of_its_services() throws IOException {
    Files.writeString(folder.resolve("shop.json"), of(app().port(-1)));
    Files.writeString(
        folder.resolve("taskdock.yaml"),
        """
        services:
          - {serviceName: shop, taskDefinition: ./shop.json}
          - {serviceName: gone, taskDefinition: ./gone.json}
        tests:
          - replaced: {service: nobody}
        """);

    var ended = Commands.run("validate", folder.resolve("taskdock.yaml").toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).contains("shop.json:", "TD4056");
  }

  @Test
  void sarif_of_no_problems_is_a_run_without_results() throws IOException {
    var ended = Commands.run("validate", "--sarif", file(of(app())));

    assertThat(ended.code()).isZero();
    assertThat(new ObjectMapper().readTree(ended.out()).at("/runs/0/results")).isEmpty();
  }

  @Test
  void a_relative_path_stays_relative_in_sarif() throws IOException {
    var ended = Commands.run("validate", "--sarif", "no such/file.json");

    assertThat(
            new ObjectMapper()
                .readTree(ended.out())
                .at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                .asText())
        .isEqualTo("no%20such/file.json");
  }

  /// Exit code 2 and a diagnostic of ours, by `validate` and by `run`, which starts nothing then.
  private static void isRefused(String file) {
    var codes = Arrays.stream(Code.values()).map(Code::name).collect(Collectors.joining("|"));
    for (var command : new String[] {"validate", "plan", "run"}) {
      var ended = Commands.run(command, file);

      assertThat(ended.code()).as(ended.all()).isEqualTo(2);
      assertThat(ended.all())
          .containsPattern("(?m)^error (" + codes + "): .")
          .doesNotContain("\tat ", "    at ", "Exception", "java.", "fault of taskdock's");
      assertThat(ended.all().length()).isLessThan(100_000);
    }
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("taskdef.json"), text).toString();
  }

  private static ContainerJson app() {
    return ContainerJson.container("app");
  }

  private static ContainerJson[] many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ContainerJson.container("app" + i))
        .toArray(ContainerJson[]::new);
  }

  private static String of(ContainerJson... containers) {
    return ContainerJson.definition("shop", containers);
  }

  private static String containers(String json) {
    return of().replace("\"containerDefinitions\" : [ ]", "\"containerDefinitions\" : " + json);
  }
}
