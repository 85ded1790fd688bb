package dev.taskdock.input.taskdefinition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The table of members against the shape of the request, which `request-shape` lists.
final class VocabularyTest {
  private static final Path SHAPE = Path.of("src/test/resources/request-shape");

  @Test
  void the_table_has_each_member_of_the_request_once_and_no_other() throws IOException {
    assertThat(
            Vocabulary.all().stream()
                .filter(term -> term.treatment() != Treatment.DESCRIBED)
                .map(Term::path))
        .containsExactlyInAnyOrderElementsOf(Files.readAllLines(SHAPE));
  }

  @Test
  void whatever_is_not_simply_honoured_has_a_reason() {
    assertThat(Vocabulary.all())
        .allSatisfy(term ->
            assertThat(term.reason().isEmpty())
                .as(term.path())
                .isEqualTo(term.treatment() == Treatment.HONOURED));
  }

  @Test
  void only_what_is_refused_has_an_answer_of_refusal() {
    assertThat(Vocabulary.all())
        .filteredOn(term -> term.refusal().isPresent())
        .extracting(Term::treatment)
        .containsOnly(Treatment.REFUSED);
  }

  @Test
  void a_file_with_mistakes_has_its_members_all_the_same() {
    var text =
        """
        {"taskDefinition": {"status": "ACTIVE", "cpu": [], "containerDefinitions": [
          {"name": "a", "links": ["b"], "unknown": 1, "dockerLabels": {"name": "x"}},
          {"name": "b", "privileged": false}]}}
        """;

    var entries = Inventory.of(new Source("web.json", text), new Problems()).orElseThrow();

    assertThat(entries.stream().map(entry -> entry.term().path()))
        .containsExactly(
            "status",
            "containerDefinitions",
            "containerDefinitions[].name",
            "containerDefinitions[].links",
            "containerDefinitions[].dockerLabels");
    assertThat(entries.get(2).locations())
        .containsExactly(new Location("web.json", 2, 4, 6), new Location("web.json", 3, 4, 6));
  }

  @Test
  void what_is_no_definition_has_no_members() {
    var problems = new Problems();

    assertThat(Inventory.of(new Source("web.json", "{\"services\": {}}"), problems)).isEmpty();
    assertThat(problems.all()).extracting(Diagnostic::code).containsExactly(Code.TD2001);
  }
}
