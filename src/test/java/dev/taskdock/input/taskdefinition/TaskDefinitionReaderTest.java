package dev.taskdock.input.taskdefinition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.TaskSize;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskDefinitionReaderTest {
  private static final String WEB = "{\"name\": \"web\", \"image\": \"nginx:1\"}";

  private final Problems problems = new Problems();

  @Test
  void an_image_given_for_a_container_takes_the_place_of_the_written_one() {
    assertThat(images(Map.of("web", "mine:2"), WEB, "{\"name\": \"db\", \"image\": \"mysql:8\"}"))
        .containsExactly("mine:2", "mysql:8");
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void of_images_given_the_container_s_wins_then_the_reference_the_repository_and_the_pattern() {
    var api =
        "{\"name\": \"api\", \"image\": \"ecr.example/shop/api:3@sha256:%s\"}"
            .formatted("0".repeat(64));
    var jobs = "{\"name\": \"jobs\", \"image\": \"ecr.example:5000/shop/jobs:7\"}";
    var given = new HashMap<>(Map.of("*", "any:1", "ecr.example*", "ecr:1"));

    assertThat(images(given, WEB, api, jobs)).containsExactly("any:1", "ecr:1", "ecr:1");

    given.put("ecr.example/shop/api", "api:dev");
    given.put("ecr.example:5000/shop/jobs", "jobs:dev");
    assertThat(images(given, WEB, api, jobs)).containsExactly("any:1", "api:dev", "jobs:dev");

    given.put("ecr.example:5000/shop/jobs:7", "jobs:seven");
    given.put("web", "web:dev");
    assertThat(images(given, WEB, api, jobs)).containsExactly("web:dev", "api:dev", "jobs:seven");
  }

  @Test
  void an_image_given_without_a_name_is_for_the_only_container() {
    assertThat(images(Map.of("", "mine:2"), WEB)).containsExactly("mine:2");
  }

  @Test
  void an_image_given_without_a_name_is_for_the_only_container_that_needs_one() {
    assertThat(images(Map.of("", "mine:2"), WEB, "{\"name\": \"db\", \"image\": \"<DB>\"}"))
        .containsExactly("nginx:1", "mine:2");
    assertThat(images(Map.of("", "mine:2"), WEB, "{\"name\": \"db\"}"))
        .containsExactly("nginx:1", "mine:2");
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void an_image_given_without_a_name_may_stand_beside_one_with_a_name() {
    var given = Map.of("", "mine:2", "web", "mine:1");

    assertThat(images(given, "{\"name\": \"web\"}", "{\"name\": \"db\"}"))
        .containsExactly("mine:1", "mine:2");
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example.com/app:1,      registry.example.com/app:dev, true",
    "registry.example.com/app:<TAG>,  registry.example.com/app:dev, true",
    "registry.example.com/app:1,      app:dev,                      false",
    "registry.example.com/app:1,      other.example.com/app:1,      false",
    "somebody/app:1,                  somebody/app:2,               true",
    "somebody/app:1,                  registry.example.com/app:1,   false"
  })
  void credentials_are_for_the_registry_of_the_written_image(
      String written, String given, boolean kept) {
    var container =
        "{\"name\": \"app\", \"image\": \"%s\", \"repositoryCredentials\": {\"credentialsParameter\": \"r\"}}"
            .formatted(written);

    var app = read(definition(container), Map.of("app", given)).orElseThrow().definition();

    assertThat(app.containers().getFirst().options().credentials().isPresent()).isEqualTo(kept);
    assertThat(problems.all().stream().anyMatch(d -> d.code() == Code.TD2017)).isNotEqualTo(kept);
  }

  @Test
  void a_runtime_problem_finds_the_place_in_the_file() {
    var source = new Source("web.json", definition(WEB));
    var origins = TaskDefinitionReader.read(source, problems).orElseThrow().origins();

    assertThat(origins.of(Place.container("web").then("image")))
        .contains(new Location("web.json", 1, source.text().indexOf("\"nginx:1\"") + 1, 9));
    assertThat(origins.of(Place.container("web").then("command")))
        .isEqualTo(origins.of(Place.container("web")))
        .contains(new Location("web.json", 1, source.text().indexOf("\"web\", \"image\"") + 1, 5));
  }

  @ParameterizedTest
  @CsvSource({
    "256, 512, true",
    "256, 1536, false",
    "256, 3072, false",
    "512, 1024, true",
    "512, 512, false",
    "1024, 1024, false",
    "1024, 8192, true",
    "1024, 9216, false",
    "2048, 4096, true",
    "4096, 30720, true",
    "4096, 31744, false",
    "8192, 18432, false",
    "8192, 20480, true",
    "16384, 36864, false",
    "16384, 40960, true",
    "32768, 249856, true",
    "300, 512, false",
    "1 vCPU, 2 GB, true",
    ".25VCPU, 0.5gb, true",
    "0.5 vcpu, 3GB, true"
  })
  void fargate_offers_certain_sizes(String cpu, String memory, boolean offered) {
    var size = "\"cpu\": \"%s\", \"memory\": \"%s\"".formatted(cpu, memory);
    var text = definition(WEB).replace("\"cpu\": \"256\", \"memory\": \"512\"", size);

    assertThat(read(text, Map.of()).isPresent()).isEqualTo(offered);
    assertThat(problems.all())
        .extracting(Diagnostic::code)
        .hasSize(offered ? 0 : 1)
        .containsOnly(offered ? new Code[0] : new Code[] {Code.TD2021});
  }

  @Test
  void a_size_is_in_units_and_mebibytes() {
    var text = definition(WEB).replace("\"256\"", "\".5 vCPU\"").replace("\"512\"", "\"1GB\"");

    assertThat(read(text, Map.of()).flatMap(r -> r.definition().size()))
        .map(TaskSize::toString)
        .contains("TaskSize[cpu=512, memory=1024]");
  }

  @Test
  void values_of_variables_are_kept_to_the_letter() {
    var value = "two\\nlines, \\\"quotes\\\", a=b, \\t tab, ✓";
    var text =
        definition(
            "{\"name\": \"web\", \"image\": \"nginx:1\", \"environment\": [{\"name\": \"A\", \"value\": \""
                + value
                + "\"}]}");

    assertThat(
            read(text, Map.of())
                .orElseThrow()
                .definition()
                .containers()
                .getFirst()
                .environment()
                .assignments())
        .containsExactly("A=two\nlines, \"quotes\", a=b, \t tab, ✓");
  }

  @Test
  void a_definition_with_128_kib_of_environment_is_refused_as_ecs_does() {
    var text =
        definition(
            WEB.replace(
                "}",
                ", \"environment\": [{\"name\": \"A\", \"value\": \""
                    + "x".repeat(131_072)
                    + "\"}]}"));

    assertThat(read(text, Map.of())).isEmpty();
    assertThat(problems.all()).extracting(Diagnostic::code).containsExactly(Code.TD2005);
  }

  @Test
  void blanks_do_not_count_towards_64_kib() {
    assertThat(read(definition(WEB) + " ".repeat(70_000), Map.of())).isPresent();
  }

  @Test
  void thousands_of_containers_are_refused_without_exhausting_anything() {
    var containers = new StringBuilder("{\"name\": \"c0\", \"image\": \"a\"}");
    for (int i = 1; i < 800; i++) {
      containers.append(
          ",{\"name\":\"c%d\",\"image\":\"a\",\"dependsOn\":[{\"containerName\":\"c%d\",\"condition\":\"START\"}]}"
              .formatted(i, i - 1));
    }

    assertThat(read(definition(containers.toString()), Map.of())).isEmpty();
  }

  private List<String> images(Map<String, String> given, String... containers) {
    return read(definition(String.join(", ", containers)), given).stream()
        .flatMap(r -> r.definition().containers().stream())
        .map(ContainerDefinition::image)
        .map(Object::toString)
        .toList();
  }

  private Optional<Reading> read(String text, Map<String, String> given) {
    return TaskDefinitionReader.read(new Source("web.json", text), given, problems);
  }

  private static String definition(String containers) {
    return "{\"family\": \"web\", \"networkMode\": \"awsvpc\", \"requiresCompatibilities\": [\"FARGATE\"],"
        + " \"cpu\": \"256\", \"memory\": \"512\", \"containerDefinitions\": ["
        + containers
        + "]}";
  }
}
