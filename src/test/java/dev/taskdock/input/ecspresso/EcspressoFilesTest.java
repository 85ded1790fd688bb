package dev.taskdock.input.ecspresso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a configuration of ecspresso becomes.
final class EcspressoFilesTest {
  @TempDir private Path folder;

  private final Problems problems = new Problems();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {{ env `TAG` `latest` }}            ; 1.2
          {{ env `NONE` `latest` }}           ; latest
          {{ env `NONE` `TAG` `latest` }}     ; 1.2
          {{env "NONE" "x y"}}                ; x y
          a-{{- must_env `TAG` -}} -b         ; a-1.2-b
          {{ must_env `TAG` | printf `v%s` }} ; v1.2
          {{ printf `%s%%` (env `TAG` `1`) }} ; 1.2%
          {{ if env `NONE` `` }}a{{ else }}b{{ end }}             ; b
          {{ if eq (env `TAG`) `1.2` }}a{{ else }}b{{ end }}      ; a
          {{ if false }}a{{ else if true }}b{{ else }}c{{ end }}  ; b
          {{ $x := must_env `TAG` }}{{ $x }}-{{ $x }}             ; 1.2-1.2
          {{/* not shown */}}x                ; x
          {{ ssm `/list` 1 }}                 ; b
          {{ or (env ``) `x` }}               ; x
          {{ `a"b` | json_escape }}           ; a\\"b
          """)
  void functions_of_templates_are_filled_in(String template, String expected) {
    var functions = new Functions(setting(), new dev.taskdock.input.declared.StandIns(), problems);

    var filled = GoTemplate.filled(new Source("t", template), functions, problems);

    assertThat(problems.all()).isEmpty();
    assertThat(filled.orElseThrow().text().text()).isEqualTo(expected);
  }

  @Test
  void a_variable_that_doubles_is_refused() {
    var functions = new Functions(setting(), new dev.taskdock.input.declared.StandIns(), problems);
    var template = "{{ $x := `aaaaaaaaaaaaaaaa` }}" + "{{ $x = print $x $x }}".repeat(40);

    assertThat(GoTemplate.filled(new Source("t", template), functions, problems)).isEmpty();
    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("the template grows beyond 4 MiB");
  }

  @Test
  void a_service_is_its_definition_under_the_name_of_the_configuration() {
    file("task.json", "{\"family\": \"web\", \"containerDefinitions\": []}");
    file(
        "service.json",
        """
        {"desiredCount": 2, "platformFamily": "Linux", "launchType": "FARGATE", "loadBalancers": [
          {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/1", "containerName": "web",
           "containerPort": 80}]}
        """);

    var reading =
        read(
            "ecspresso.yml",
            """
            cluster: default
            service: shop
            task_definition: {path: task.json}
            service_definition: service.json
            """);

    assertThat(json(reading.tree()))
        .contains("\"serviceName\":\"shop\",\"taskDefinition\":\"web\",\"desiredCount\":2")
        .contains("\"loadBalancers\":{\"web\":{\"Listeners\":")
        .doesNotContain("platformFamily");
    assertThat(reading.notes())
        .contains(
            "the target group web is made elsewhere: a load balancer web on port 80 leads to it here");
  }

  @Test
  void the_state_of_terraform_is_asked_where_it_is_a_file() {
    file(
        "terraform.tfstate",
        """
        {"version": 4, "outputs": {"name": {"value": "shop"}}, "resources": [
          {"mode": "managed", "type": "aws_subnet", "name": "a", "instances": [
            {"index_key": 0, "attributes": {"id": "subnet-0"}}, {"index_key": 1, "attributes": {"id": "subnet-1"}}]},
          {"module": "module.x[\\"k\\"]", "mode": "data", "type": "aws_vpc", "name": "main", "instances": [
            {"attributes": {"blocks": ["10.0.0.0/16"]}}]}]}
        """);
    file(
        "task.json",
        """
        {"family": "{{ tfstate `output.name` }}", "containerDefinitions": [{"command": [
          "{{ tfstate `aws_subnet.a[1].id` }}", "{{ tfstatef `module.x['%s'].data.aws_vpc.main.blocks[0]` `k` }}"]}]}
        """);

    var reading =
        read(
            "ecspresso.yml",
            """
            task_definition: task.json
            plugins: [{name: tfstate, config: {path: terraform.tfstate}}]
            """);

    assertThat(json(reading.definitions().getFirst().tree()))
        .contains("\"family\":\"shop\"", "[\"subnet-1\",\"10.0.0.0/16\"]");
  }

  @Test
  void a_state_that_cannot_be_read_is_told_without_what_is_in_it() {
    file("terraform.tfstate", "{\"outputs\": {\"password\": s3cret}}");
    file("task.json", "{\"family\": \"web\", \"containerDefinitions\": []}");

    read(
        "ecspresso.yml",
        """
        task_definition: task.json
        plugins: [{name: tfstate, config: {path: terraform.tfstate}}]
        """);

    assertThat(problems.all()).isNotEmpty();
    assertThat(problems.all().toString()).contains("TD1010", "terraform.tfstate");
    assertThat(problems.all().toString()).doesNotContain("s3cret");
  }

  @Test
  void jsonnet_is_evaluated_with_imports_variables_and_functions_of_its_host() {
    file(
        "lib/container.libsonnet",
        "{name: 'web', image: 'nginx:{{ must_env `TAG` }}', cpu: 1 + 1}");
    file(
        "task.jsonnet",
        """
        local env = std.native('env');
        local container = import 'lib/container.libsonnet';
        {
          family: std.extVar('name') + '-' + env('NONE', 'x'),
          containerDefinitions: [container { essential: std.extVar('count') > 1 }],
        }
        """);

    var reading = read("ecspresso.jsonnet", "{task_definition: 'task.jsonnet'}");

    assertThat(json(reading.definitions().getFirst().tree()))
        .isEqualTo(
            "{\"family\":\"shop-x\",\"containerDefinitions\":[{\"name\":\"web\",\"image\":\"nginx:1.2\",\"cpu\":2,\"essential\":true}]}");
  }

  @Test
  void a_value_of_jsonnet_stands_where_it_was_written_be_it_in_an_imported_file() {
    file("lib.libsonnet", "{\n  name: 'web',\n  image: 'nginx:1',\n  memory: 3,\n}");
    file("task.jsonnet", "{family: 'web', containerDefinitions: [import 'lib.libsonnet']}");

    var reading = read("ecspresso.json", "{\"task_definition\": \"task.jsonnet\"}");
    TaskDefinitionReader.read(reading.definitions().getFirst().tree(), Map.of(), problems);

    assertThat(problems.all())
        .filteredOn(d -> d.what().contains("memory 3") || d.what().contains("memory"))
        .extracting(d -> d.location().orElseThrow())
        .anyMatch(at -> at.file().endsWith("lib.libsonnet") && at.line() == 4);
  }

  @Test
  void jsonnet_that_does_not_end_is_given_up() {
    var reading =
        EcspressoFiles.read(
            new Source("deep.jsonnet", "local f(x) = f(x) + 1; {family: f(1)}"),
            setting(),
            problems);

    assertThat(reading).isEmpty();
    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("the jsonnet needs itself, or too much");
  }

  @Test
  void a_value_that_is_given_needs_no_state() {
    file("task.json", "{\"family\": \"{{ tfstate `aws_x.a.id` }}\", \"containerDefinitions\": []}");

    var reading = read("ecspresso.yml", "task_definition: task.json\n");

    assertThat(reading.definitions().getFirst().family()).isEqualTo("given");
  }

  private static Optional<SecretValue> kept(SecretReference reference) {
    return Optional.of(new SecretValue("a,b,c")).filter(_ -> reference.names().contains("/list"));
  }

  private EcspressoSetting setting() {
    return new EcspressoSetting(
        Map.of("TAG", "1.2"),
        Map.of("aws_x.a.id", "given"),
        EcspressoFilesTest::kept,
        Map.of("name", "shop"),
        Map.of("count", "1 + 1"),
        true);
  }

  private Declared read(String name, String text) {
    file(name, text);
    var source = Source.read(folder.resolve(name), problems).orElseThrow();
    var reading = EcspressoFiles.read(source, setting(), problems);
    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    return reading.orElseThrow();
  }

  private void file(String name, String text) {
    try {
      var file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Node node) {
    return JsonText.of(node);
  }
}
