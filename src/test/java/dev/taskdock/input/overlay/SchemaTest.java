package dev.taskdock.input.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskdock.input.Source;
import dev.taskdock.input.service.Shape;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The JSON Schema of `taskdock.yaml` knows what the readers know.
final class SchemaTest {
  private static final JsonNode SCHEMA = schema();

  @Test
  void the_schema_has_the_keys_of_the_file() {
    assertThat(names(SCHEMA)).containsExactlyElementsOf(Overlay.keys());
  }

  @Test
  void the_schema_has_the_members_of_each_shape() {
    assertThat(Shape.values())
        .allSatisfy(shape ->
            assertThat(names(definition(shape)))
                .as(shape.name())
                .containsExactlyElementsOf(shape.members()));
  }

  @Test
  void the_schema_has_the_members_of_builds_and_secrets_that_their_readers_name() {
    assertThat(known("build: {a:1: {x: 1}}", Code.TD1040))
        .isEqualTo(names(SCHEMA.at("/$defs/build")));
    assertThat(known("secrets: {a: {value: v, x: 1}}", Code.TD1053))
        .isEqualTo(names(SCHEMA.at("/$defs/secret")));
  }

  @Test
  void the_schema_has_the_members_of_each_kind_of_test() {
    assertThat(names(SCHEMA.at("/$defs/test"))).isEqualTo(TestKind.keys());
    assertThat(TestKind.values())
        .allSatisfy(kind ->
            assertThat(names(SCHEMA.at("/$defs/" + kind.key() + "Test")))
                .as(kind.key())
                .isEqualTo(kind.members()));
  }

  @Test
  void each_reference_of_the_schema_leads_to_a_definition() {
    assertThat(SCHEMA.findValuesAsText("$ref"))
        .isNotEmpty()
        .allMatch(reference -> SCHEMA.at(reference.substring(1)).isObject());
  }

  private static JsonNode definition(Shape shape) {
    var name = shape.name().toLowerCase(Locale.ROOT);
    var camel =
        Pattern.compile("_(.)").matcher(name).replaceAll(r -> r.group(1).toUpperCase(Locale.ROOT));
    return SCHEMA.at("/$defs/" + camel);
  }

  private static List<String> names(JsonNode object) {
    return object.get("properties").propertyStream().map(e -> e.getKey()).toList();
  }

  /// What the reader says it knows where `text` has something else.
  private static List<String> known(String text, Code code) {
    var problems = new Problems();
    Overlay.read(new Source("taskdock.yaml", text), Path.of("."), problems);
    var why = problems.all().stream().filter(d -> d.code() == code).findFirst().orElseThrow().why();
    return Stream.of(why.replaceAll(".* (?:knows|has) (.*?)(?: here)?\\.", "$1").split(", ", -1))
        .toList();
  }

  private static JsonNode schema() {
    try (var stream = SchemaTest.class.getResourceAsStream("taskdock.schema.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
