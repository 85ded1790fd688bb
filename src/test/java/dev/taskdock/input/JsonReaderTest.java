package dev.taskdock.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonReaderTest {
  private static final String TEXT =
      """
      {
        "name": "caf\\u00e9 \\"x\\"",
        "list": [1, -2.50e3, true, null],\r
        "inner": {"a": {}}
      }
      """;

  private final Problems problems = new Problems();

  @Test
  void each_node_knows_where_it_stands() {
    var root = (Node.Mapping) read(TEXT).orElseThrow();
    var name = root.members().getFirst();
    var list = (Node.Sequence) root.get("list").orElseThrow();

    assertThat(root.location()).isEqualTo(at(1, 1, 1));
    assertThat(name.nameLocation()).isEqualTo(at(2, 3, 6));
    assertThat(name.value().location()).isEqualTo(at(2, 11, 17));
    assertThat(list.location()).isEqualTo(at(3, 11, 1));
    assertThat(list.items().get(1).location()).isEqualTo(at(3, 15, 7));
    assertThat(root.get("inner").orElseThrow().location()).isEqualTo(at(4, 12, 1));
  }

  @Test
  void a_scalar_keeps_what_was_written() {
    var root = (Node.Mapping) read(TEXT).orElseThrow();
    var list = (Node.Sequence) root.get("list").orElseThrow();

    assertThat(root.get("name")).map(JsonReaderTest::text).contains("café \"x\"");
    assertThat(list.items())
        .extracting(JsonReaderTest::text)
        .containsExactly("1", "-2.50e3", "true", "null");
  }

  @Test
  void the_last_of_two_members_counts_and_the_first_is_told() {
    var root = (Node.Mapping) read("{\"a\": 1, \"a\": 2}").orElseThrow();

    assertThat(root.get("a")).map(JsonReaderTest::text).contains("2");
    assertThat(problems.all()).extracting(Diagnostic::code).containsExactly(Code.TD1015);
  }

  @Test
  void comments_and_trailing_commas_are_told_and_read_over() {
    var node = read("// one\n{\"a\": [1, /* two */ 2,],\n# three\n}");

    assertThat(node).isPresent();
    assertThat(codes()).containsExactly(Code.TD1012, Code.TD1013);
    assertThat(problems.all())
        .extracting(d -> d.location().orElseThrow().line())
        .containsExactly(1, 2);
  }

  @Test
  void what_ends_too_early_says_inside_of_what() {
    assertThat(read("{\"a\": [{\"b\": ")).isEmpty();
    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("the JSON ends inside a[0]");
  }

  @Test
  void half_a_megabyte_of_open_lists_is_refused() {
    assertThat(read("[".repeat(Source.LARGEST / 2))).isEmpty();
    assertThat(codes()).containsExactly(Code.TD1014);
  }

  @Test
  void long_names_and_numbers_are_read() {
    assertThat(read("{\"" + "n".repeat(100_000) + "\": " + "9".repeat(100_000) + "}")).isPresent();
  }

  @Test
  void no_beginning_of_a_text_is_taken_for_the_whole() {
    for (int end = 1; end < TEXT.strip().length(); end++) {
      var own = new Problems();

      assertThat(JsonReader.read(new Source("a.json", TEXT.substring(0, end)), own)).isEmpty();
      assertThat(own.all()).hasSize(1).allMatch(d -> d.location().isPresent());
    }
  }

  @Test
  void damaged_text_never_ends_in_an_exception() {
    var random = new Random(7);
    var noise = "{}[],:\"'\\/#$-+.eE0tfn \n\r\t\u0000é\uD83D\u202E";
    for (int round = 0; round < 5_000; round++) {
      var text = new StringBuilder(TEXT);
      for (int change = random.nextInt(3); change >= 0; change--) {
        text.setCharAt(random.nextInt(text.length()), noise.charAt(random.nextInt(noise.length())));
      }
      var own = new Problems();
      var node = JsonReader.read(new Source("a.json", text.toString()), own);

      var report = Report.text(own.all(), Map.of("a.json", text.toString()), true);

      assertThat(node.isPresent() || own.hasErrors()).as(text.toString()).isTrue();
      assertThat(report.isEmpty()).as(text.toString()).isEqualTo(own.all().isEmpty());
    }
  }

  private Optional<Node> read(String text) {
    return JsonReader.read(new Source("a.json", text), problems);
  }

  private List<Code> codes() {
    return problems.all().stream().map(Diagnostic::code).toList();
  }

  private static Location at(int line, int column, int length) {
    return new Location("a.json", line, column, length);
  }

  private static String text(Node node) {
    return ((Node.Scalar) node).text();
  }
}
